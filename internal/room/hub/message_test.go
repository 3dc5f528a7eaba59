package hub

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

func TestMessage(t *testing.T) {
	h := newHub()
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	ada.lines()
	ada.send(say("hi"))
	toAda, _ := ada.Take(nil)
	toEve, _ := eve.Take(nil)
	msg := toEve[0]
	if toAda[1] != msg {
		t.Error("two members got two messages for one event")
	}
	if got, want := string(msg.Line()), said(3, "ada", "hi")+"\n"; got != want {
		t.Errorf("Line is %q, want %q", got, want)
	}
	if got := string(msg.Plain()); got != "ada: hi\n" {
		t.Errorf("Plain is %q", got)
	}
	if got := toAda[0].Plain(); got != nil {
		t.Errorf("Plain of an ack is %q, want nil", got)
	}
	if _ = append(msg.JSON(), 'x'); msg.Line()[len(msg.JSON())] != '\n' {
		t.Error("appending to JSON changes Line")
	}
}

// However many ask for a form, it is written once.
func TestFormOnce(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	ada.send(say("hi"))
	queued, _ := ada.Take(nil)
	for _, msg := range queued {
		var written atomic.Int32
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				got := msg.Form(Frame, func(msg *Message) []byte {
					written.Add(1)
					for range 100 { // so that others come meanwhile
						runtime.Gosched()
					}
					return append([]byte{0x81, byte(len(msg.JSON()))}, msg.JSON()...)
				})
				if len(got) != 2+len(msg.JSON()) {
					t.Errorf("got %q", got)
				}
			})
		}
		all.Wait()
		if n := written.Load(); n != 1 {
			t.Errorf("written %d times", n)
		}
	}
}

func TestPolicyText(t *testing.T) {
	for _, want := range []Policy{Disconnect, DropOldest, DropNewest} {
		var got Policy = -1
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Errorf("%v is %v, %v", want, got, err)
		}
	}
	var p Policy
	if err := p.UnmarshalText([]byte("wait")); err == nil ||
		err.Error() != `there is no policy "wait"; choose one of disconnect, drop-oldest, drop-newest` {
		t.Errorf("got %v", err)
	}
}
