package tcpdemo

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tooLong := strings.Repeat("x", MaxMessage+1)
	tests := []struct {
		name    string
		framing Framing
		stream  string
		msgs    []string
		err     error // after the messages; nil is a stream that ends between two of them
	}{
		{"nothing", Lines{}, "", nil, nil},
		{"lines", Lines{}, "a\n\nbc\n", []string{"a", "", "bc"}, nil},
		{"a line keeps its carriage return", Lines{}, "a\r\n", []string{"a\r"}, nil},
		{"the last line is cut", Lines{}, "a\nb", []string{"a"}, io.ErrUnexpectedEOF},
		{"the longest line", Lines{}, tooLong[1:] + "\n", []string{tooLong[1:]}, nil},
		{"a line too long", Lines{}, "a\n" + tooLong + "\n", []string{"a"}, ErrTooLarge},
		{"a line too long without an end", Lines{}, tooLong, nil, ErrTooLarge},

		{"nothing", LengthPrefix{}, "", nil, nil},
		{
			"lengths",
			LengthPrefix{},
			"\x00\x00\x00\x01a\x00\x00\x00\x00\x00\x00\x00\x02b\n",
			[]string{"a", "", "b\n"},
			nil,
		},
		{"a length is cut", LengthPrefix{}, "\x00\x00\x00\x01a\x00\x00", []string{"a"}, io.ErrUnexpectedEOF},
		{"a message is cut", LengthPrefix{}, "\x00\x00\x00\x02b", nil, io.ErrUnexpectedEOF},
		{"a message is missing", LengthPrefix{}, "\x00\x00\x00\x02", nil, io.ErrUnexpectedEOF},
		{"the longest message", LengthPrefix{}, "\x00\x10\x00\x00" + tooLong[1:], []string{tooLong[1:]}, nil},
		{"a length too large", LengthPrefix{}, "\x00\x00\x00\x01a\x00\x10\x00\x01", []string{"a"}, ErrTooLarge},
		{"a length that is negative as an int32", LengthPrefix{}, "\xff\xff\xff\xff", nil, ErrTooLarge},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%T/%s", test.framing, test.name), func(t *testing.T) {
			for _, chunk := range []int{1, 3, 64 << 10} {
				if chunk < len(test.stream)>>10 { // it would take long
					continue
				}
				msgs, err := scan(test.framing, []byte(test.stream), chunk)
				if !slices.Equal(msgs, test.msgs) {
					t.Errorf("%d bytes at a time: got %.50q, want %.50q", chunk, msgs, test.msgs)
				}
				if !errors.Is(err, test.err) {
					t.Errorf("%d bytes at a time: got error %v, want %v", chunk, err, test.err)
				}
			}
		})
	}
}

func TestAppend(t *testing.T) {
	longest := make([]byte, MaxMessage)
	for _, framing := range []Framing{Lines{}, LengthPrefix{}} {
		if _, err := framing.Append(nil, longest); err != nil {
			t.Errorf("%T: the longest message: %v", framing, err)
		}
		out, err := framing.Append([]byte("before"), append(longest, 'x'))
		if !errors.Is(err, ErrTooLarge) || string(out) != "before" {
			t.Errorf("%T: a message too large: got %.50q, %v", framing, out, err)
		}
	}
	if out, err := (Lines{}).Append([]byte("before"), []byte("two\nlines")); err == nil {
		t.Errorf("a line with a newline in it went out as %q", out)
	}
}

func FuzzLines(f *testing.F)        { fuzzFraming(f, Lines{}) }
func FuzzLengthPrefix(f *testing.F) { fuzzFraming(f, LengthPrefix{}) }

func fuzzFraming(f *testing.F, framing Framing) {
	f.Add([]byte("one\ntwo\n\nthree"), uint8(2))
	f.Add([]byte("\x00\x00\x00\x03one\x00\x00\x00\x00\xff\xff\xff\xff"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, chunk uint8) {
		// Messages come out as they went in, however the network cuts them up.
		var stream []byte
		var msgs []string
		for msg := range bytes.SplitSeq(data, []byte("\n")) {
			var err error
			if stream, err = framing.Append(stream, msg); err != nil {
				t.Fatal(err)
			}
			msgs = append(msgs, string(msg))
		}
		if got, err := scan(framing, stream, int(chunk)+1); err != nil || !slices.Equal(got, msgs) {
			t.Errorf("%d bytes at a time: got %q, %v, want %q", chunk+1, got, err, msgs)
		}

		// Bytes from a stranger never yield more than there is, and the same whatever the chunks.
		for _, atEOF := range []bool{false, true} {
			advance, msg, _ := framing.Split(data, atEOF)
			if advance < 0 || advance > len(data) || len(msg) > advance {
				t.Errorf("Split(%q, %v) = %d, %q", data, atEOF, advance, msg)
			}
		}
		got, err := scan(framing, data, int(chunk)+1)
		want, wantErr := scan(framing, data, len(data)+1)
		if !slices.Equal(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("%d bytes at a time: got %q, %v, at once %q, %v", chunk+1, got, err, want, wantErr)
		}
	})
}

// scan returns the messages in a stream that arrives chunk bytes at a time, and what ended it.
func scan(framing Framing, stream []byte, chunk int) (msgs []string, err error) {
	in := bufio.NewScanner(&chunked{stream, chunk})
	in.Buffer(nil, MaxMessage+prefixLen+1)
	in.Split(framing.Split)
	for in.Scan() {
		msgs = append(msgs, in.Text())
	}
	return msgs, in.Err()
}

// chunked is a reader that gives a few bytes at a time.
type chunked struct {
	rest  []byte
	chunk int
}

func (c *chunked) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, c.rest[:min(c.chunk, len(c.rest))])
	c.rest = c.rest[n:]
	return n, nil
}
