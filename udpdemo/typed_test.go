package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// inCrowd runs f with a person in a room with 30 programs, whose names are long.
func inCrowd(t *testing.T, s *BroadcastServer, f func(t *testing.T, person *talker, program *talker)) {
	t.Helper()
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		var program *talker
		for i := range 30 {
			program = connect().hello()
			program.say(fmt.Sprintf(`{"type":"join","room":"blue","name":"%s-%d"}`, strings.Repeat("n", 50), i))
		}
		person := connect().hello()
		person.say("/join blue ada " + person.cookie + "\n")
		person.hears("* you are ada in blue\n")
		f(t, person, program)
	})
}

// drain waits until the server has nothing more to do, takes what has come, and returns its size.
func (c *talker) drain() (size int) {
	synctest.Wait()
	for {
		got, ok := c.server.receive(c.addr)
		if !ok {
			return size
		}
		size += len(got)
	}
}

// TestTypedAnswers: lines that do not show the cookie, which anybody may have sent, are answered with
// three times what came at most, and do not end the membership, however many there are.
func TestTypedAnswers(t *testing.T) {
	for _, line := range []string{
		"/who", "/who blue", "/rooms", "/", "/dance", "\xff", "/name !", "y", strings.Repeat("\x7f", 100),
		"/join red", "/join blue", "/name bob", "/name ada\n/name eve",
	} {
		var told error
		s := &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) { told = err }}
		inCrowd(t, s, func(t *testing.T, person, _ *talker) {
			came := len("/join blue ada \n") + len(person.cookie)
			first, all := 0, 0
			for i := range 300 {
				for _, l := range strings.Split(line, "\n") { // two, to change something each time
					person.send(l)
					came += len(l)
				}
				all += person.drain()
				if i == 0 {
					first = all
				}
			}
			if first > 3*came || all > 3*came+1200 { // one answer may overdraw
				t.Errorf("%q: an answer of %d bytes, and %d to %d in all", line, first, all, came)
			}
			if n := s.Hub.Stats(); n.Members != 31 || n.Evicted != 0 {
				t.Errorf("%q: %d members are left, want 31 (%v)", line, n.Members, told)
			}
		})
	}
}

// TestTypedBurst: nor do lines that come faster than they can be answered end the membership, or anybody's.
func TestTypedBurst(t *testing.T) {
	for _, line := range []string{"/who", "/dance", "y", "/name bob", strings.Repeat("talk ", 100)} {
		var waiting atomic.Int64
		s := &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) {
			if errors.Is(err, ErrWaiting) {
				waiting.Add(1)
			}
		}}
		inCrowd(t, s, func(t *testing.T, person, _ *talker) {
			release := make(chan struct{})
			person.server.write = func(string, []byte) error { <-release; return nil }
			for range 1000 {
				person.send(line)
			}
			synctest.Wait()
			close(release)
			person.drain()
			if n := s.Hub.Stats(); n.Members != 31 || n.Evicted != 0 {
				t.Errorf("%.10q: %d members are left, want 31", line, n.Members)
			}
			if line[0] != '/' && waiting.Load() == 0 {
				t.Errorf("%.10q: OnError was told nothing", line)
			}
			person.send("still here " + person.cookie)
			person.hears("*: still here\n")
		})
	}
}

// TestTypedCookie: a line of any kind may end with the cookie, which is not said. Then it is answered
// whatever that takes, and a mistake is the person's.
func TestTypedCookie(t *testing.T) {
	s := &BroadcastServer{Hub: fixed()}
	inCrowd(t, s, func(t *testing.T, person, program *talker) {
		program.drain()
		for range 20 {
			person.send("/who " + person.cookie + "\n")
			person.hears("* and 14 more\n")
			person.send("/who blue\t" + person.cookie)
			person.hears("* and 14 more\n")
		}
		person.send("hi  there " + person.cookie)
		person.hears("ada (udp): hi there\n")
		program.hears(`{"type":"event",*"data":"hi  there"}`)
		person.send("/join red " + person.cookie)
		person.hears("* you are ada in red\n")
		person.send(person.cookie + "\n")
		person.hears("* the last event in blue was number 32\n", "* the last event in red was number 1\n")
		for range 10 {
			person.send("/dance " + person.cookie)
			person.hears("! commands are *")
		}
		if n := s.Hub.Stats().Members; n != 30 {
			t.Errorf("%d members are left after ten mistakes, want 30", n)
		}
	})
}

// TestTypedPause: who is too fast pauses, with the cookie at the end of each line, too.
func TestTypedPause(t *testing.T) {
	s := &BroadcastServer{Hub: fixed()}
	inCrowd(t, s, func(t *testing.T, person, program *talker) {
		for range 500 {
			program.say(`{"type":"emit","room":"blue","event":"message","data":"hi"}`)
			person.send("hi " + person.cookie)
			person.drain()
			program.drain()
		}
		if n := s.Hub.Stats(); n.Refused > 2 || n.Skipped < 200 { // 322 each at once to a room of 31
			t.Errorf("%d lines were refused and %d dropped, want one of each member refused and the rest dropped", n.Refused, n.Skipped)
		}
	})
}

// TestTypedHint: who asks for more than there is a budget for is told how to get it.
func TestTypedHint(t *testing.T) {
	var told error
	s := &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) { told = err }}
	inCrowd(t, s, func(t *testing.T, person, _ *talker) {
		person.send("/who\n")
		person.hears("! a long answer: put your cookie at the end of the line\n")
		if !errors.Is(told, ErrAnswer) {
			t.Errorf("OnError was told %v, want %v", told, ErrAnswer)
		}
		for range 20 {
			person.send("/who\n")
		}
		if n := person.drain(); n != 0 {
			t.Errorf("told again, in %d bytes", n)
		}
		time.Sleep(hintEvery)
		person.send("/who\n")
		person.hears("! a long answer: *")
	})
}

// TestTypedTalk: a person who just talks gets all that there is to hear, the own lines included.
func TestTypedTalk(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect().hello(), connect().hello()
		ada.send("/join blue ada " + ada.cookie + "\n")
		eve.send("/join blue eve " + eve.cookie + "\n")
		ada.hears("* you are ada in blue\n", "* eve (udp) joined blue\n")
		eve.hears("* you are eve in blue\n")
		for i, line := range []string{"hi", "how are you?", "ok", "yes", "I think that we should go", "no", "why?"} {
			who := []*talker{ada, eve}[i%2]
			who.send(line + "\n")
			for _, c := range []*talker{ada, eve} {
				c.hears([]string{"ada", "eve"}[i%2] + " (udp): " + line + "\n")
			}
		}
		ada.send("/who\n")
		ada.hears("* in blue: ada (udp), eve (udp)\n")
	})
}

// TestTypedJoinWithoutName: the cookie may follow the room.
func TestTypedJoinWithoutName(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect().hello(), connect().hello()
		ada.send("/join blue " + ada.cookie + "\n")
		ada.hears("* you are guest in blue\n")
		eve.send("/join blue " + ada.cookie + "\n") // not eve's
		eve.hearsNothing()
		eve.send("/who blue " + eve.cookie + "\n")
		eve.hears("* in blue: guest (udp)\n")
		eve.send("/rooms " + eve.cookie + "\n")
		eve.hears("* rooms: blue\n")
	})
}
