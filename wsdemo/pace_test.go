package wsdemo

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
)

// Frames that are no message are read at a rate, with a second's worth at once. Messages are not held up.
func TestPace(t *testing.T) {
	tests := []struct {
		name   string
		begins string // before the frames
		frame  string
		frames int
		takes  time.Duration
	}{
		{"pings", "", frame(fin|opPing, ""), 4000, 3 * time.Second},
		{"pings, a second's worth", "", frame(fin|opPing, ""), 1000, 0},
		{"nothing in a piece", frame(opText, "x"), frame(opContinuation, ""), 4000, 3 * time.Second},
		{"pieces", frame(opText, "x"), frame(opContinuation, strings.Repeat("x", 40)), 10_000, 0},
		{"many pieces", frame(opText, "x"), frame(opContinuation, strings.Repeat("x", 40)), 50_000, 1500 * time.Millisecond},
		{"messages", "", frame(fin|opBinary, ""), 50_000, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := dial(t, &EchoServer{MaxMessage: 10 << 20}, &netxtest.Pipes{})
				begin := time.Now()
				go func() { // what comes back does not matter
					for {
						if _, err := p.readFrame(); err != nil {
							return
						}
					}
				}()
				p.send(t, test.begins+strings.Repeat(test.frame, test.frames))
				took := time.Since(begin).Round(10 * time.Millisecond)
				// What the last read has brought is waited for before the next one.
				if slack := 700 * time.Millisecond; took < test.takes-slack || took > test.takes {
					t.Errorf("%d frames were taken in %v, want %v", test.frames, took, test.takes)
				}
				p.Close()
			})
		})
	}
}
