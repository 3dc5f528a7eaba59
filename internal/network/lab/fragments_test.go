package lab

import (
	"bytes"
	"errors"
	"os"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// TestFragments: a datagram arrives just when all of its fragments do, and never with another's.
func TestFragments(t *testing.T) {
	const size, sent = 5000, 200 // four fragments each
	whole := map[uint16]int{}    // fragments that arrive, by identification
	tap := func(p Packet) {
		d, err := packet.Decode(p.Data)
		if err != nil {
			t.Error(err)
			return
		}
		if d.ICMP != nil {
			return // after 30 s: time exceeded
		}
		if d.IPv4.DontFragment || d.IPv4.Identification == 0 {
			t.Errorf("a fragment with identification %d, don't fragment %v", d.IPv4.Identification, d.IPv4.DontFragment)
		}
		if p.Verdict.Fate.Arrives() {
			whole[d.IPv4.Identification]++
		}
	}
	inBubble(t, Config{Up: link.Config{Delay: ms, Loss: 0.05}, Seed: 1, Tap: tap}, func(t *testing.T, n *Net) {
		pc, err := n.Server.ListenPacket(t.Context(), "udp", ":7")
		if err != nil {
			t.Fatal(err)
		}
		defer pc.Close()
		c, err := n.Clients[0].DialContext(t.Context(), "udp", n.Server.Addr.String()+":7")
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		buf := make([]byte, 2*size)
		received := 0
		for i := range sent {
			if _, err := c.Write(bytes.Repeat([]byte{byte(i)}, size)); err != nil {
				t.Fatal(err)
			}
			pc.SetReadDeadline(time.Now().Add(10 * ms))
			got, _, err := pc.ReadFrom(buf)
			switch {
			case errors.Is(err, os.ErrDeadlineExceeded):
				continue
			case err != nil:
				t.Fatal(err)
			case !bytes.Equal(buf[:got], bytes.Repeat([]byte{byte(i)}, size)):
				t.Fatalf("datagram %d arrived as %d bytes, not all its own", i, got)
			}
			received++
		}
		want := 0
		for _, fragments := range whole {
			if fragments == 4 {
				want++
			}
		}
		if received != want || want == sent {
			t.Errorf("%d datagrams of %d arrived, want those %d of which all fragments did", received, sent, want)
		}
	})
}
