package measure

import (
	"bytes"
	"testing"

	"wirelab/bench"
)

func TestFormat(t *testing.T) {
	for _, size := range []int{bench.MinSize, bench.MinSize + 1, 200, 65000} {
		f := newFormat(7, size)
		msg := make([]byte, size)
		for _, seq := range []int{0, 1, 255, 256, 9_999_999} {
			f.put(msg, seq)
			if got, ok := f.seq(msg); !ok || got != seq {
				t.Errorf("message %d of %d bytes: %d %v", seq, size, got, ok)
			}
			if _, ok := newFormat(8, size).seq(msg); ok {
				t.Error("another trial took the message for its own")
			}
			if _, ok := f.seq(msg[:size-1]); ok {
				t.Error("a message cut short is known")
			}
			if _, ok := f.seq(append(msg, 'a')); ok {
				t.Error("a message with more behind it is known")
			}
			if size > bench.MinSize {
				msg[size-1] ^= 1
				if _, ok := f.seq(msg); ok {
					t.Error("a message not as it was sent is known")
				}
			}
		}
	}
}

func FuzzFormat(f *testing.F) {
	msg := make([]byte, 20)
	newFormat(7, 20).put(msg, 1)
	f.Add(msg)
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\x00\x07\xff\xff\xff\xffabcdefghijkl"))
	f.Fuzz(func(t *testing.T, b []byte) {
		format := newFormat(7, 20)
		seq, ok := format.seq(b)
		if !ok {
			return
		}
		if seq < 0 {
			t.Fatalf("%x is message %d", b, seq)
		}
		again := make([]byte, 20)
		if format.put(again, seq); !bytes.Equal(again, b) {
			t.Fatalf("%x is taken for message %d, which is %x", b, seq, again)
		}
	})
}
