//go:build make || solution

package framing

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAppend(t *testing.T) {
	got, err := Append([]byte("2:hi"), []byte("hello"))
	if err != nil || string(got) != "2:hi5:hello" {
		t.Errorf("after 2:hi, hello was appended: %q and the error %v; it should be 2:hi5:hello", got, err)
	}
	got, err = Append([]byte("2:hi"), make([]byte, MaxMessage+1))
	if !errors.Is(err, ErrTooLarge) || string(got) != "2:hi" {
		t.Errorf("a message of %d bytes: %d bytes and the error %v; it should be ErrTooLarge, and dst as it was", MaxMessage+1, len(got), err)
	}
}

// A reader does not know how the stream was written, so the messages must be the same whether it comes at
// once or byte by byte.
func TestMessagesSurviveTheStream(t *testing.T) {
	messages := []string{"hello", "", "3:abc", "a\nb", strings.Repeat("x", MaxMessage), "é"}
	var stream []byte
	for _, m := range messages {
		var err error
		if stream, err = Append(stream, []byte(m)); err != nil {
			t.Fatalf("Append of %d bytes: %v", len(m), err)
		}
	}
	for how, r := range map[string]io.Reader{
		"at once":         bytes.NewReader(stream),
		"byte by byte":    iotest.OneByteReader(bytes.NewReader(stream)),
		"in half lengths": iotest.HalfReader(bytes.NewReader(stream)),
	} {
		in := bufio.NewScanner(r)
		in.Split(Split)
		var got []string
		for in.Scan() {
			got = append(got, in.Text())
		}
		if in.Err() != nil || !slices.Equal(got, messages) {
			t.Errorf("a stream of %d messages that came %s was read as %d messages, with the error %v",
				len(messages), how, len(got), in.Err())
		}
	}
}

func TestWaiting(t *testing.T) {
	for _, data := range []string{"", "5", "5:", "5:hell", "100", "1000:"} {
		advance, msg, err := Split([]byte(data), false)
		if advance != 0 || msg != nil || err != nil {
			t.Errorf("%q may go on, so Split should return 0, nil and no error; it returned %d, %q and %v", data, advance, msg, err)
		}
		if data == "" {
			continue
		}
		if _, _, err := Split([]byte(data), true); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("the stream ends after %q, in the middle of a message: Split returned the error %v, and not io.ErrUnexpectedEOF", data, err)
		}
	}
	if advance, msg, err := Split(nil, true); advance != 0 || msg != nil || err != nil {
		t.Errorf("a stream that ends between two messages has ended well; Split returned %d, %q and %v", advance, msg, err)
	}
}

func TestNoMessage(t *testing.T) {
	for _, data := range []string{":", ":hi", "x", "-1:", "5 :hello", "+5:", "05:hello", "05", "00", "5x", "-", strings.Repeat("0", 500)} {
		if advance, msg, err := Split([]byte(data), false); err == nil {
			t.Errorf("%.30q can be no message, whatever follows, and yet Split returned %d, %q and no error", data, advance, msg)
		}
	}
	for _, data := range []string{"1001:", "1001", "99999999999999999999999999", strings.Repeat("9", 500)} {
		if _, _, err := Split([]byte(data), false); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%.30q is too long a message already: Split returned the error %v, and not ErrTooLarge", data, err)
		}
	}
}

// Whatever comes, Split must not panic, must not use more than there is, and must find in what Append
// makes what was put in.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("5:hello0:"), true)
	f.Fuzz(func(t *testing.T, data []byte, atEOF bool) {
		advance, msg, err := Split(data, atEOF)
		if advance < 0 || advance > len(data) || err == nil && len(msg) > advance {
			t.Fatalf("%q: Split used %d of %d bytes and returned %q", data, advance, len(data), msg)
		}
		if err != nil || msg == nil {
			return
		}
		if again, err := Append(nil, msg); err != nil || !bytes.Equal(again, data[:advance]) {
			t.Errorf("%q was read as %q, but that is written as %q (%v)", data[:advance], msg, again, err)
		}
	})
}
