package conversation

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/transport"
)

// A mute connection says nothing until it is closed.
type mute struct{ closed, left chan struct{} }

func (m mute) Send([]byte) error { return nil }

func (m mute) Recv([]byte) (int, error) {
	<-m.closed
	close(m.left)
	return 0, net.ErrClosed
}

func (m mute) Close() error {
	close(m.closed)
	return nil
}

// TestEchoEnds: the connection is closed and left alone, and the prompt's line is ended.
func TestEchoEnds(t *testing.T) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	var out, notes, prompt bytes.Buffer
	conn := mute{make(chan struct{}), make(chan struct{})}
	e := &Echo{
		Transport: tcp, Conn: conn, Wait: time.Millisecond, Out: &out, Notes: &notes, Prompt: &prompt,
	}
	err = e.Run(t.Context(), strings.NewReader("hi\n"))
	if err == nil || err.Error() != "1 line did not come back" {
		t.Errorf("error %v", err)
	}
	select {
	case <-conn.left:
	default:
		t.Error("run returned before Recv did")
	}
	if out.Len() > 0 || notes.String() != "nothing came back within 1ms\n" || prompt.String() != "> > \n" {
		t.Errorf("stdout %q, stderr %q, prompt %q", &out, &notes, &prompt)
	}
}

// A slow connection sends each line back after a time of its own, as long as there are times; then it
// sends nothing.
type slow struct {
	after *[]time.Duration
	back  chan string
	over  chan struct{}
}

func (s slow) Send(msg []byte) error {
	if len(*s.after) > 0 {
		wait := (*s.after)[0]
		*s.after = (*s.after)[1:]
		time.AfterFunc(wait, func() { s.back <- string(msg) })
	}
	return nil
}

func (s slow) Recv(buf []byte) (int, error) {
	select {
	case line := <-s.back:
		return copy(buf, line), nil
	case <-s.over:
		return 0, net.ErrClosed
	}
}

func (s slow) Close() error {
	close(s.over)
	return nil
}

// TestLateEcho: a line that comes back after its time has come back, and its time is its own, even where
// lines are the same.
func TestLateEcho(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		transport string
		in        string
		after     []time.Duration
		want      string
		err       string
	}{
		{"tcp", "a\nb\n", []time.Duration{3 * second, 2 * second}, "a    3000.000 ms    (late)\nb    2000.000 ms\n", ""},
		{"tcp", "a\na\n", []time.Duration{3 * second, 2 * second}, "a    3000.000 ms    (late)\na    2000.000 ms\n", ""},
		{"tcp", "a\nb\n", []time.Duration{second}, "a    1000.000 ms\n", "1 line did not come back"},
		{"udp", "a\na\n", []time.Duration{9 * second, second}, "a    1000.000 ms\n", "1 line did not come back"},
		{"udp", "a\nb\nc\n", []time.Duration{9 * second, second}, "b    1000.000 ms\n", "2 lines did not come back"},
	} {
		synctest.Test(t, func(t *testing.T) {
			tr, err := transport.Named(test.transport)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			e := &Echo{
				Transport: tr, Conn: slow{&test.after, make(chan string, 9), make(chan struct{})},
				Wait: 2*second + 1, Out: &out, Notes: io.Discard,
			}
			said := ""
			if err := e.Run(t.Context(), strings.NewReader(test.in)); err != nil {
				said = err.Error()
			}
			if out.String() != test.want || said != test.err {
				t.Errorf("%s, %q: it printed %q and ended with %q", test.transport, test.in, &out, said)
			}
		})
	}
}
