package frames

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/wsdemo/frames/frametest"
)

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
	c := NewSharedConn(conn, 0, 10*time.Second)
	for _, n := range []int{16, 1} {
		b.Run(fmt.Sprintf("%d in a Write", n), func(b *testing.B) {
			for b.Loop() {
				for i := 0; i < len(batch); i += n {
					if err := c.Send(batch[i : i+n]); err != nil {
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
	frames := []byte(strings.Repeat(frametest.Frame(frametest.Fin|frametest.Binary, strings.Repeat("x", 64)), n))
	c := &checker{limit: 1 << 20}
	for b.Loop() {
		if _, err := c.check(frames); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/frame")
}
