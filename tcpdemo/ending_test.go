package tcpdemo

import (
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// onHost runs a server on loopback, where a connection can be half closed and reset.
func onHost(t *testing.T, s *BroadcastServer) (dial func() *net.TCPConn) {
	t.Helper()
	addr, _ := start(t, s, &netx.Host{})
	return func() *net.TCPConn {
		c, err := (&netx.Host{}).DialContext(t.Context(), "tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(time.Minute))
		return c.(*net.TCPConn)
	}
}

// TestAnswersBeforeTheEnd: who has nothing more to say still hears what his last words led to, a line
// without a newline included. It is what `printf ... | nc -q1` does.
func TestAnswersBeforeTheEnd(t *testing.T) {
	dial := onHost(t, &BroadcastServer{Hub: fixed()})
	for range 20 {
		c := dial()
		io.WriteString(c, "/join x ada\nhi\nlast words")
		c.CloseWrite()
		got, err := io.ReadAll(c)
		if want := "* you are ada in x\nada (tcp): hi\nada (tcp): last words\n"; string(got) != want || err != nil {
			t.Fatalf("heard %q, %v, want %q", got, err, want)
		}
		// It has left when the connection has ended, so that the next one is ada again.
	}
}

// TestManyLinesAtOnce: what is piped into a room all arrives, however much it is.
func TestManyLinesAtOnce(t *testing.T) {
	dial := onHost(t, &BroadcastServer{Hub: fixed()})
	c := dial()
	io.WriteString(c, "/join x ada\n"+strings.Repeat("hi\n", 600))
	c.CloseWrite()
	got, err := io.ReadAll(c)
	if n := strings.Count(string(got), "ada (tcp): hi\n"); n != 600 || err != nil {
		t.Fatalf("heard %d lines, %v: %.200q", n, err, got[max(0, len(got)-200):])
	}
}

// TestLongLineIsToldNotReset: a line that is too long has its answer, though the rest of it is never read,
// and the observer is told the same.
func TestLongLineIsToldNotReset(t *testing.T) {
	var mu sync.Mutex
	var told []string
	dial := onHost(t, &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, err.Error())
	}})
	const n = 40
	var all sync.WaitGroup
	for range n {
		c := dial()
		all.Go(func() {
			io.WriteString(c, "{}\n"+strings.Repeat("a", 4*event.MaxMessage))
			c.CloseWrite()
			got, err := io.ReadAll(c)
			if err != nil || !strings.Contains(string(got), event.TooLarge) {
				t.Errorf("heard %q, %v", got, err)
			}
		})
	}
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	if len(told) == 0 || slices.ContainsFunc(told, func(s string) bool { return !strings.Contains(s, event.TooLarge) }) {
		t.Errorf("the observer was told %q", told)
	}
}

// TestFirstLine: a connection that says nothing is ended soon; one that has said something may be silent
// for longer.
func TestFirstLine(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		silent, member := connect(), connect()
		member.say("/join blue ada")
		member.hears("* you are ada in blue")
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if rest := silent.ended(); rest != "" {
			t.Errorf("heard %q", rest)
		}
		member.say("hi")
		member.hears("ada (tcp): hi")
	})
}

// TestFirstLineIsToo: who begins with a line that is too long, or does not end, is told so in the language of what has come.
func TestFirstLineIsToo(t *testing.T) {
	for _, begins := range []struct{ with, told string }{
		{`{"type":"join","room":"`, `{"type":"error","code":"too-large","reason":"*"}`},
		{"/join ", "! a line has at most 65536 bytes"},
	} {
		inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
			long := connect()
			long.say(begins.with + strings.Repeat("a", event.MaxMessage+1))
			long.hears(begins.told)
			late := connect()
			io.WriteString(late, begins.with)
			time.Sleep(31 * time.Second)
			late.hears(strings.NewReplacer("too-large", "too-slow", "a line has at most 65536 bytes", "a line has begun and does not end").Replace(begins.told))
		})
	}
}
