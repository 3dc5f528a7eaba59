package tcpdemo

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// a pieces is a connection on which these pieces come, each with one Read, and then the end.
type pieces struct {
	net.Conn
	in io.Reader
}

func (p pieces) Read(b []byte) (int, error)      { return p.in.Read(b) }
func (p pieces) SetReadDeadline(time.Time) error { return nil }

func readLines(in io.Reader, total int) (lines []string, r *lineReader, err error) {
	r = &lineReader{conn: pieces{in: in}, total: netx.NewBudget(total)}
	for {
		line, err := r.next()
		if err != nil {
			return lines, r, err
		}
		lines = append(lines, string(line))
	}
}

func TestLineReader(t *testing.T) {
	long := strings.Repeat("x", event.MaxMessage)
	for _, test := range []struct {
		name, in string
		want     []string
		err      error
	}{
		{"nothing", "", nil, io.EOF},
		{"one", "a\n", []string{"a"}, io.EOF},
		{"the last without a newline", "a\nb", []string{"a", "b"}, io.EOF},
		{"blank ones", "\n\n  \n\r\na\n \n", []string{"a"}, io.EOF},
		{"a blank last one", "a\n  ", []string{"a"}, io.EOF},
		{"the longest", "a\n" + long + "\nb\n", []string{"a", long, "b"}, io.EOF},
		{"the longest without a newline", long, []string{long}, io.EOF},
		{"too long", "a\n" + long + "x\nb\n", []string{"a"}, errLongLine},
		{"too long without a newline", "a\n" + long + "x", []string{"a"}, errLongLine},
		{"without end", strings.Repeat("x", 1<<20), nil, errLongLine},
		{"many", strings.Repeat("line\n", 1000), strings.Fields(strings.Repeat("line\n", 1000)), io.EOF},
	} {
		for name, in := range map[string]io.Reader{
			"at once": strings.NewReader(test.in), "byte by byte": iotest.OneByteReader(strings.NewReader(test.in)),
			"with the end": iotest.DataErrReader(strings.NewReader(test.in)),
		} {
			got, r, err := readLines(in, 1<<20)
			if !errors.Is(err, test.err) || strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("%s, %s: %d lines, %v; want %d, %v", test.name, name, len(got), err, len(test.want), test.err)
			}
			r.free()
			if !r.total.Take(1 << 20) {
				t.Errorf("%s, %s: not all was given back", test.name, name)
			}
		}
	}
}

// Short lines get through when long ones fill the total.
func TestLineReaderTotal(t *testing.T) {
	if _, _, err := readLines(strings.NewReader(strings.Repeat("x", 40_000)), 30_000); err != errNoSpace {
		t.Error(err)
	}
	if got, _, err := readLines(strings.NewReader(strings.Repeat("x", 4000)+"\n"), 0); len(got) != 1 || err != io.EOF {
		t.Errorf("%d lines, %v", len(got), err)
	}
}

// A line that has begun must end in time, however steadily it drips.
func TestLateLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := net.Pipe()
		var drips sync.WaitGroup
		drips.Go(func() {
			for _, err := client.Write([]byte("a\nx")); err == nil; _, err = client.Write([]byte("x")) {
				time.Sleep(time.Second)
			}
		})
		r := &lineReader{conn: server, wait: time.Hour, whole: 30 * time.Second, total: netx.NewBudget(1 << 20)}
		began := time.Now()
		if line, err := r.next(); string(line) != "a" || err != nil {
			t.Errorf("%q, %v", line, err)
		}
		if _, err := r.next(); err != errLateLine {
			t.Error(err)
		}
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("it took %v", took)
		}
		server.Close()
		drips.Wait()
	})
}

func FuzzLineReader(f *testing.F) {
	f.Add("a\n\nb", true)
	f.Fuzz(func(t *testing.T, in string, byByte bool) {
		var r io.Reader = strings.NewReader(in)
		if byByte {
			r = iotest.OneByteReader(r)
		}
		got, _, err := readLines(r, 1<<20)
		if err != io.EOF && err != errLongLine {
			t.Fatal(err)
		}
		var want []string
		for line := range strings.SplitSeq(in, "\n") {
			if len(line) > event.MaxMessage {
				break
			}
			if strings.TrimSpace(line) != "" {
				want = append(want, line)
			}
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
