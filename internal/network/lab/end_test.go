package lab

import (
	"io"
	"testing"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"

	"wirelab/internal/network/link"
)

// TestEndOfStream: the end of a stream (FIN) arrives whatever is lost, and one that arrived before some of
// what precedes it counts: it is not waited for again.
func TestEndOfStream(t *testing.T) {
	const size = 100_000
	seeds := []uint64{2055, 3262}
	for seed := range uint64(50) {
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		first := time.Duration(-1)            // arrival of a FIN
		again := make(map[time.Duration]bool) // of further ones
		c := Config{
			Seed: seed,
			Up:   link.Config{Delay: 20 * ms, Loss: 0.05},
			Down: link.Config{Delay: 20 * ms, Loss: 0.05},
			Tap: func(p Packet) {
				s := segmentOf(p.Data)
				switch {
				case p.Direction == link.Up || s.Flags()&header.TCPFlagFin == 0 || !p.Verdict.Fate.Arrives():
				case first < 0:
					first = p.Verdict.At
				default:
					again[p.Verdict.At] = true
				}
			},
		}
		var came int64
		var failed error
		var ended time.Duration
		inBubble(t, c, func(t *testing.T, n *Net) {
			ln, err := n.Server.Listen(t.Context(), "tcp", ":7")
			if err != nil {
				t.Fatal(err)
			}
			defer ln.Close()
			go func() {
				conn, err := ln.Accept()
				if err != nil {
					return
				}
				conn.Write(make([]byte, size))
				conn.Close()
			}()
			conn := dial(t, n, "tcp")
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(time.Minute))
			came, failed = io.Copy(io.Discard, conn)
			ended = n.Now()
		})
		if came != size || failed != nil {
			t.Errorf("seed %d: %d bytes came, then: %v", seed, came, failed)
		}
		if again[ended] {
			t.Errorf("seed %d: the end came at %v, and again at %v, when it was believed", seed, first, ended)
		}
	}
}
