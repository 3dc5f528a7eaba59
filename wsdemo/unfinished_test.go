package wsdemo

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
)

var late = closePayload(1008, "message begun and not finished in time")

// unfinished is what may be left without its end: a head, a frame, a message in fragments.
var unfinished = []struct{ name, bytes string }{
	{"a byte", "\x81"},
	{"a head", frame(fin|opText, "hi")[:6]},
	{"half a frame", frame(fin|opText, "hello")[:9]},
	{"half a long frame", frame(fin|opBinary, strings.Repeat("x", 500))[:300]},
	{"a fragment", frame(opText, "hi")},
	{"half a ping", frame(fin|opPing, "there?")[:8]},
	{"a ping within", frame(opText, "hi") + frame(fin|opPing, "")},
	{"half a frame after a whole one", frame(fin|opPing, "") + frame(fin|opText, "hello")[:9]},
}

// A message that has begun must end, on either server, long before the connection counts as idle.
func TestUnfinishedMessage(t *testing.T) {
	for _, test := range unfinished {
		for server, s := range map[string]serving{"echo": &EchoServer{}, "broadcast": &BroadcastServer{}} {
			t.Run(test.name+"/"+server, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := dial(t, s, &netxtest.Pipes{})
					time.Sleep(10 * time.Second) // the connection's time does not count
					begin := time.Now()
					p.send(t, test.bytes)
					p.expectLast(t, late)
					if took := time.Since(begin); took != 30*time.Second {
						t.Errorf("Close came after %v, want 30s", took)
					}
					p.expectEnd(t)
				})
			})
		}
	}
}

// expectLast reads up to a Close frame with the given payload. Pings and pongs may come before it.
func (p *peer) expectLast(t *testing.T, payload string) {
	t.Helper()
	for {
		got, err := p.readFrame()
		if strings.HasPrefix(got, "0x89 ") || strings.HasPrefix(got, "0x8a ") {
			continue
		}
		if want := fmt.Sprintf("0x88 %q", payload); err != nil || got != want {
			t.Fatalf("got frame %.100s, %v, want %.100s", got, err, want)
		}
		return
	}
}

// Nothing that comes in between gives a message more time, but for its own bytes: 16 KiB a second.
func TestUnfinishedMessageDrips(t *testing.T) {
	tests := []struct {
		name, first, again string
		after              time.Duration
	}{
		{"a byte at a time", frame(fin|opBinary, strings.Repeat("x", 1000))[:20], "x", 30 * time.Second},
		{"fragments", frame(opBinary, "x"), frame(opContinuation, "x"), 30 * time.Second},
		{"pings", frame(opBinary, "x"), frame(fin|opPing, ""), 30 * time.Second},
		{"much at once", frame(opBinary, strings.Repeat("x", 64<<10)), "", 34 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := dial(t, &EchoServer{}, &netxtest.Pipes{})
				begin := time.Now()
				p.send(t, test.first)
				var dripping sync.WaitGroup
				dripping.Go(func() {
					for test.again != "" {
						time.Sleep(7 * time.Second)
						if _, err := p.Write([]byte(test.again)); err != nil {
							return
						}
					}
				})
				p.expectLast(t, late)
				if took := time.Since(begin).Round(time.Second); took != test.after {
					t.Errorf("Close came after %v, want %v", took, test.after)
				}
				p.expectEnd(t)
				p.Close()
				dripping.Wait()
			})
		})
	}
}

// A message that comes slowly and ends in time is as good as any, and so is the next one. Between them
// the connection may be idle as ever.
func TestSlowMessages(t *testing.T) {
	for name, s := range map[string]*EchoServer{"usual": {}, "set": {MessageTimeout: 2 * time.Minute}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := dial(t, s, &netxtest.Pipes{})
				wait := 29 * time.Second
				if s.MessageTimeout > 0 {
					wait = s.MessageTimeout - time.Second
				}
				for range 3 {
					msg := frame(opText, "slow") + frame(fin|opContinuation, "ly")
					next := frame(fin|opPing, "next")
					p.send(t, msg[:7])
					time.Sleep(wait)
					p.send(t, msg[7:]+next[:3]) // the next time begins here
					p.expect(t, fin|opText, "slowly")
					time.Sleep(wait)
					p.send(t, next[3:])
					p.expect(t, fin|opPong, "next")
					time.Sleep(4*time.Minute - wait)
				}
				p.send(t, frame(fin|opText, "still here"))
				p.expect(t, fin|opText, "still here")
				begin := time.Now()
				p.expect(t, fin|opClose, closePayload(1001, "idle"))
				if waited := time.Since(begin); waited != 5*time.Minute {
					t.Errorf("the connection ended after %v idle, want 5m", waited)
				}
			})
		})
	}
}

// All connections together hold so much of large messages and no more. Whoever needs more is told to try
// again later; small messages get through.
func TestMaxUnfinished(t *testing.T) {
	full := closePayload(1013, "too many large messages at once")
	for server, s := range map[string]serving{
		"echo":      &EchoServer{MaxUnfinished: 2 * 64 << 10},
		"broadcast": &BroadcastServer{MaxUnfinished: 2 * 64 << 10},
	} {
		t.Run(server, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				nw := &netxtest.Pipes{}
				addr, _ := start(t, s, nw)
				text := `{"type":"ping"` + strings.Repeat(" ", 40_000) + `}`
				large := frame(fin|opText, text)
				for range 20 { // what was taken is given back, however it ends
					a, b, c := upgrade(t, nw, addr), upgrade(t, nw, addr), upgrade(t, nw, addr)
					a.send(t, large[:30_000])
					b.send(t, large[:30_000])
					go c.Write([]byte(large))
					c.expectLast(t, full)
					c.expectEnd(t)
					small := upgrade(t, nw, addr)
					small.send(t, frame(fin|opText, strings.Repeat("x", 4000)))
					if got, err := small.readFrame(); err != nil || !strings.HasPrefix(got, "0x81 ") {
						t.Fatalf("a small message was answered with %.100s, %v", got, err)
					}
					a.Close() // and b ends its message
					synctest.Wait()
					b.send(t, large[30_000:])
					if server == "echo" {
						b.expect(t, fin|opText, text)
					}
					b.send(t, frame(fin|opClose, ""))
					b.expectLast(t, "")
					small.Close()
				}
			})
		})
	}
}

// What a client does not read is held as well.
func TestMaxUnfinishedEchoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, _ := start(t, &EchoServer{MaxUnfinished: 128 << 10}, nw)
		large := frame(fin|opBinary, strings.Repeat("x", 40_000))
		deaf := []net.Conn{upgrade(t, nw, addr), upgrade(t, nw, addr)}
		for _, p := range deaf {
			if _, err := p.Write([]byte(large)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		p := upgrade(t, nw, addr)
		go p.Write([]byte(large))
		p.expectLast(t, closePayload(1013, "too many large messages at once"))
		time.Sleep(12 * time.Second) // WriteTimeout ends those
		p = upgrade(t, nw, addr)
		p.send(t, large)
		p.expect(t, fin|opBinary, strings.Repeat("x", 40_000))
	})
}
