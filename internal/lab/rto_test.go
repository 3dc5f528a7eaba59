package lab

import (
	"context"
	"testing"
	"time"

	"wirelab/internal/link"
)

// TestRetransmissionTimeout: when nothing comes back at all, the first timeout after the probe (RFC
// 8985's tail loss probe) takes what Linux's does, the smoothed round trip plus 200 ms, and each
// further one twice as long as the one before.
func TestRetransmissionTimeout(t *testing.T) {
	var sent []time.Duration // data from the client, once the server is unplugged
	unplugged := false
	c := Config{Up: link.Config{Delay: 20 * ms}, Down: link.Config{Delay: 20 * ms}, Tap: func(p Packet) {
		if _, s := segmentOf(p.Data); unplugged && p.Direction == link.Up && len(s) > int(s.DataOffset()) {
			sent = append(sent, p.Time)
		}
	}}
	inBubble(t, c, func(t *testing.T, n *Net) {
		echoTCP(t, n.Server)
		conn := dial(t, n, "tcp")
		defer conn.Close()
		echoes(t, conn, 20, 100*ms)
		time.Sleep(time.Second)
		n.Server.port.Attach(nil)
		unplugged = true
		conn.Write([]byte("is anyone there?"))
		time.Sleep(5 * time.Second)
	})
	if len(sent) < 5 {
		t.Fatalf("sent at %v", sent)
	}
	// sent[0] is the message, sent[1] the probe.
	first := sent[2] - sent[1]
	if first < 235*ms || first > 260*ms {
		t.Errorf("the first timeout takes %v: sent at %v", first, sent)
	}
	for i := 3; i < len(sent)-1; i++ {
		if was, is := sent[i]-sent[i-1], sent[i+1]-sent[i]; is < 19*was/10 || is > 21*was/10 {
			t.Errorf("timeouts of %v and %v: sent at %v", was, is, sent)
		}
	}
}

// BenchmarkLab is a virtual minute of 100 UDP messages a second in each direction.
func BenchmarkLab(b *testing.B) {
	packets := 0
	cafe, err := link.Named("cafe")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		err := Virtual(b.Context(), func(ctx context.Context) {
			n, err := New(Config{Up: cafe.Up, Down: cafe.Down, Virtual: true, Tap: func(Packet) { packets++ }})
			if err != nil {
				b.Error(err)
				return
			}
			defer n.Close()
			pc, err := n.Server.ListenPacket(ctx, "udp", ":7")
			if err != nil {
				b.Error(err)
				return
			}
			defer pc.Close()
			conn, err := n.Clients[0].DialContext(ctx, "udp", n.Server.Addr.String()+":7")
			if err != nil {
				b.Error(err)
				return
			}
			defer conn.Close()
			for range 6000 {
				conn.Write(make([]byte, 200))
				time.Sleep(10 * ms)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(packets)/b.Elapsed().Seconds(), "packets/s")
}
