package wsdemo

import (
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/netx"
)

// Messages up to the largest come back, in one frame or in fragments of any size, compressed or not: the
// cases of Autobahn's sections 9, 12 and 13.
func TestEchoLarge(t *testing.T) {
	const largest = 16 << 20
	text := strings.Repeat("*é€😀 lorem ipsum dolor sit amet, ", largest/32)
	for _, offer := range []string{"", deflate, deflate + "; server_max_window_bits=9", "Sec-WebSocket-Extensions: permessage-deflate"} {
		t.Run(offer, func(t *testing.T) {
			var offers []string
			if offer != "" {
				offers = []string{offer}
			}
			p := dial(t, &EchoServer{MaxMessage: largest, Compression: true}, &netx.Host{}, offers...)
			for _, size := range []int{16, 125, 126, 300, 64 << 10, 256 << 10, largest} {
				if size == largest && offer != "" && offer != deflate {
					continue // that is done once
				}
				p.SetDeadline(time.Now().Add(5 * patience))
				msg := strings.ToValidUTF8(text[:size], "*")
				msg += strings.Repeat("*", size-len(msg))
				if offer == "" {
					for _, fragment := range []int{64 << 10, size} {
						go p.Write([]byte(inFragments(opText, msg, fragment)))
						if first, got, err := p.nextFrame(); err != nil || first != fin|opText || string(got) != msg {
							t.Fatalf("got a frame that begins with %#x and has %d bytes, %v, want %d", first, len(got), err, size)
						}
					}
					continue
				}
				for _, fragment := range []int{size, 256} {
					go p.Write([]byte(inFragments(opText|rsv1, compressed(t, msg), fragment)))
					p.expectCompressed(t, opText, msg)
				}
			}
			if offer == "" {
				go p.Write([]byte(frame(fin|opBinary, strings.Repeat("x", largest+1))))
				p.expect(t, fin|opClose, closePayload(1009, "message too large"))
			}
		})
	}
}

// inFragments is a message in frames of n bytes.
func inFragments(first byte, msg string, n int) string {
	var b strings.Builder
	for {
		if len(msg) <= n {
			b.WriteString(frame(fin|first, msg))
			return b.String()
		}
		b.WriteString(frame(first, msg[:n]))
		first, msg = opContinuation, msg[n:]
	}
}
