package wsdemo

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"wirelab/internal/network/netx"
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
