package wsdemo

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// BenchmarkEcho is what a message costs the echo server, and the bare client that sends it: alone, and
// with many in flight.
func BenchmarkEcho(b *testing.B) {
	for _, test := range []struct{ size, inFlight int }{{64, 1}, {64, 32}, {4 << 10, 8}, {64 << 10, 1}} {
		b.Run(fmt.Sprintf("%dB/%d in flight", test.size, test.inFlight), func(b *testing.B) {
			b.SetBytes(int64(test.size))
			nw := &netx.Host{}
			addr, _ := start(b, &EchoServer{}, nw)
			p := upgrade(b, nw, addr)
			msg := frame(fin|opBinary, strings.Repeat("x", test.size))
			batch := []byte(strings.Repeat(msg, test.inFlight))
			answer := make([]byte, len(batch)-4*test.inFlight) // which is not masked
			for b.Loop() {
				if _, err := p.Conn.Write(batch); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(p.in, answer); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSend is what it costs to write 16 events to a member: in one Write, or in one for each.
func BenchmarkSend(b *testing.B) {
	h := &hub.Hub{}
	member := h.Connect(netip.Addr{}, "", nil)
	defer member.Close()
	member.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
	for range 16 {
		member.Handle(event.Request{
			Type: event.TypeEmit, Room: "blue", Event: event.EventMessage, Data: event.Quote("hello, how are you"),
		})
	}
	batch, _ := member.Take(nil)
	batch = batch[len(batch)-16:]

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	peer, err := ln.Accept()
	if err != nil {
		b.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		io.Copy(io.Discard, peer)
		peer.Close()
	}()
	defer func() { conn.Close(); <-read }()
	c := &frameConn{Conn: conn, patience: 10 * time.Second, writing: newLock()}
	for _, n := range []int{16, 1} {
		b.Run(fmt.Sprintf("%d in a Write", n), func(b *testing.B) {
			for b.Loop() {
				for i := 0; i < len(batch); i += n {
					if err := c.send(batch[i : i+n]); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkChecker is what reading along costs, for each frame of 64 bytes.
func BenchmarkChecker(b *testing.B) {
	const n = 32
	frames := []byte(strings.Repeat(frame(fin|opBinary, strings.Repeat("x", 64)), n))
	c := &checker{limit: MaxMessage}
	for b.Loop() {
		if _, err := c.check(frames); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/frame")
}
