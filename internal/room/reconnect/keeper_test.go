package reconnect

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/room/event"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// peer is a Conn with a server behind it that answers as a test says.
type peer struct {
	answer func(r event.Request) event.Reply // nil: no answer
	asked  []event.Request
	at     []time.Duration // when
	began  time.Time
	out    chan []byte
	over   chan struct{}
	hangUp func()
}

func newPeer(answer func(event.Request) event.Reply) *peer {
	over := make(chan struct{})
	return &peer{
		answer: answer, began: time.Now(), out: make(chan []byte, 100), over: over,
		hangUp: sync.OnceFunc(func() { close(over) }),
	}
}

func (p *peer) Send(msg []byte) error {
	r, err := event.DecodeRequest(msg)
	if err != nil {
		return err
	}
	p.asked, p.at = append(p.asked, r), append(p.at, time.Since(p.began))
	if answer := p.answer(r); answer != nil {
		p.out <- answer.Line()
	}
	return nil
}

func (p *peer) Recv(b []byte) (int, error) {
	select {
	case msg := <-p.out:
		return copy(b, msg), nil
	case <-p.over:
		return 0, io.EOF
	}
}

func (p *peer) Close() error { p.hangUp(); return nil }

// connect connects to a peer, in virtual time.
func connect(t *testing.T, p *peer, datagrams bool) *Connection {
	t.Helper()
	k := &Keeper{Dial: func(context.Context) (Conn, error) { return p, nil }, Datagrams: datagrams}
	c, err := k.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func silence(event.Request) event.Reply { return nil }

func head(r event.Request) event.Reply {
	if r.Type == event.TypePing {
		return event.Head{Room: "blue", Epoch: "a", Offset: 1}
	}
	return nil
}

// TestDelay: delays double up to five seconds, half of each is drawn, and after a connection that has lasted they begin anew.
func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, test := range []struct {
			drawn float64
			want  []time.Duration
		}{
			{0, []time.Duration{125, 250, 500, 1000, 2000, 2500, 2500}},
			{0.5, []time.Duration{187, 375, 750, 1500, 3000, 3750, 3750}},
		} {
			k := Keeper{
				Dial:   func(context.Context) (Conn, error) { return newPeer(silence), nil },
				Jitter: func() float64 { return test.drawn },
			}
			for lasts := time.Duration(0); lasts < time.Hour; lasts += 59 * time.Minute {
				for i, want := range test.want {
					if got := k.Delay().Truncate(time.Millisecond); got != want*time.Millisecond {
						t.Errorf("with %v drawn, delay %d is %v, want %v", test.drawn, i, got, want*time.Millisecond)
					}
				}
				for range 100 { // and stays there
					k.Delay()
				}
				c, err := k.Connect(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
				c.Close()
				if got := k.Delay(); got < lastDelay/2 {
					t.Errorf("after a connection of a second, it waits %v only", got)
				}
				if c, err = k.Connect(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(goodAfter)
				c.Close()
			}
		}
	})
}

// TestJitter: clients that have lost their server at the same moment do not come back at the same moment.
func TestJitter(t *testing.T) {
	delays := map[time.Duration]bool{}
	for range 100 {
		var k Keeper
		d := k.Delay()
		if d < firstDelay/2 || d >= firstDelay {
			t.Errorf("the first delay is %v", d)
		}
		delays[d] = true
	}
	if len(delays) < 50 {
		t.Errorf("100 clients have %d delays", len(delays))
	}
}

// TestDialTimeout: an attempt that takes too long is given up, and one that fails says why.
func TestDialTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := Keeper{Dial: func(ctx context.Context) (Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		began := time.Now()
		if _, err := k.Connect(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it failed with %v", err)
		}
		if took := time.Since(began); took != dialTimeout {
			t.Errorf("it was given up after %v", took)
		}
	})
}

// TestAgain: a connection that fails says why, and the next one works.
func TestAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var peers []*peer
		k := Keeper{Dial: func(context.Context) (Conn, error) {
			peers = append(peers, newPeer(head))
			return peers[len(peers)-1], nil
		}}
		for n := range 3 {
			c, err := k.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Send(event.Request{Type: event.TypePing}); err != nil {
				t.Error(err)
			}
			if got, ok := (<-c.Replies()).(event.Head); !ok {
				t.Errorf("connection %d: it heard %v", n, got)
			}
			peers[n].hangUp()
			if _, open := <-c.Replies(); open || c.Err() != io.EOF {
				t.Errorf("connection %d: open: %v, %v", n, open, c.Err())
			}
			c.Close()
		}
	})
}
