package trial

import (
	"bytes"
	"fmt"
	"testing"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
)

func TestFormat(t *testing.T) {
	for _, size := range []int{bench.MinSize, bench.MinSize + 1, 200, 65000} {
		f := NewFormat(7, size)
		msg := make([]byte, size)
		for _, seq := range []int{0, 1, 255, 256, 9_999_999} {
			f.Put(msg, seq)
			if got, ok := f.Seq(msg); !ok || got != seq {
				t.Errorf("message %d of %d bytes: %d %v", seq, size, got, ok)
			}
			if _, ok := NewFormat(8, size).Seq(msg); ok {
				t.Error("another trial took the message for its own")
			}
			if _, ok := f.Seq(msg[:size-1]); ok {
				t.Error("a message cut short is known")
			}
			if _, ok := f.Seq(append(msg, 'a')); ok {
				t.Error("a message with more behind it is known")
			}
			if size > bench.MinSize {
				msg[size-1] ^= 1
				if _, ok := f.Seq(msg); ok {
					t.Error("a message not as it was sent is known")
				}
			}
		}
	}
}

func TestFormatText(t *testing.T) {
	f := NewFormat(3, 16)
	checks.Equal(t, "text", string(f.Text(258)), `"7700000300000102"`)
	long := NewFormat(3, 20)
	checks.Equal(t, "longer text", string(long.Text(0)), `"7700000300000000abcd"`)
	for _, seq := range []int{0, 1, 1 << 30} {
		got, ok := long.SeqOfText(long.Text(seq))
		checks.Equal(t, "seq", got, seq)
		checks.Equal(t, "ok", ok, true)
	}
	for _, bad := range []string{
		``, `"`, `""`, `null`, `"7700000300000000abce"`, `"7700000400000000abcd"`, `"zz00000300000000abcd"`,
		`17700000300000000abcd1`, `"77000003ffffffffabcd"`,
	} {
		if seq, ok := long.SeqOfText([]byte(bad)); ok {
			t.Errorf("%s is message %d", bad, seq)
		}
	}
}

func FuzzFormat(f *testing.F) {
	msg := make([]byte, 20)
	NewFormat(7, 20).Put(msg, 1)
	f.Add(msg)
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\x00\x07\xff\xff\xff\xffabcdefghijkl"))
	f.Fuzz(func(t *testing.T, b []byte) {
		format := NewFormat(7, 20)
		seq, ok := format.Seq(b)
		if !ok {
			return
		}
		if seq < 0 {
			t.Fatalf("%x is message %d", b, seq)
		}
		again := make([]byte, 20)
		if format.Put(again, seq); !bytes.Equal(again, b) {
			t.Fatalf("%x is taken for message %d, which is %x", b, seq, again)
		}
	})
}

// TestFormatAsText: as text a message has the same size and number, and is UTF-8 whatever the number.
func TestFormatAsText(t *testing.T) {
	f := NewFormat(0xffff, 20).AsText()
	for _, seq := range []int{0, 1, 200, 1 << 30} {
		msg := make([]byte, 20)
		f.Put(msg, seq)
		if got, ok := f.Seq(msg); got != seq || !ok || !utf8.Valid(msg) {
			t.Errorf("%q is message %d, %v; want %d", msg, got, ok, seq)
		}
		if _, ok := NewFormat(0xffff, 20).Seq(msg); ok {
			t.Errorf("%q is taken for one that is not text", msg)
		}
		msg[19]++
		if _, ok := f.Seq(msg); ok {
			t.Errorf("%q is taken for a message", msg)
		}
	}
}

// TestFormatBegun: a message is known by its beginning, wherever a text has it.
func TestFormatBegun(t *testing.T) {
	_, f := Formats(0, 200, false)
	msg := f.Messages()(258)
	checks.Equal(t, "beginning", fmt.Sprint(f.Begun(msg[:20])), "[258]")
	checks.Equal(t, "half of a mark", len(f.Begun(msg[:7])), 0)
	checks.Equal(t, "not at the start", len(f.Begun(append([]byte{0}, msg...))), 0)
	_, other := Formats(1, 200, false)
	checks.Equal(t, "of another trial", len(other.Begun(msg)), 0)

	_, text := Formats(0, 40, true)
	two := "42[\"message\"," + string(text.Text(3)) + "]\x1e42[\"message\"," + string(text.Text(4)) + "]"
	checks.Equal(t, "two in a text", fmt.Sprint(text.Begun([]byte(two))), "[3 4]")
	checks.Equal(t, "the second cut short", fmt.Sprint(text.Begun([]byte(two)[:len(two)-30])), "[3]")
	checks.Equal(t, "no hexadecimal", len(text.Begun([]byte("77000003xyzxyzxy"))), 0)
}
