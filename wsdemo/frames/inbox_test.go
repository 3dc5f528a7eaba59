package frames

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestInboxRead(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name string
		r    io.Reader
		want string
		err  error
	}{
		{"nothing", strings.NewReader(""), "", nil},
		{"a byte at a time", iotest.OneByteReader(strings.NewReader("message")), "message", nil},
		{"the end together with bytes", iotest.DataErrReader(strings.NewReader("message")), "message", nil},
		{"the longest", strings.NewReader("ten bytes!"), "ten bytes!", nil},
		{"a byte too long", strings.NewReader("ten bytes!!"), "", ErrTooLarge},
		{"without end", zeros{}, "", ErrTooLarge},
		{"a failure", io.MultiReader(strings.NewReader("mess"), iotest.ErrReader(broken)), "", broken},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := &Inbox{Limit: 10}
			err := in.read(test.r, false)
			if err != test.err {
				t.Errorf("got error %v, want %v", err, test.err)
			}
			if err == nil && string(in.Message) != test.want {
				t.Errorf("got %q, want %q", in.Message, test.want)
			}
			if cap(in.Message) > smallest+1 {
				t.Errorf("%d bytes were set aside for a message of at most 10", cap(in.Message))
			}
		})
	}
}

func FuzzInboxRead(f *testing.F) {
	f.Add([]byte("message"), 10)
	f.Fuzz(func(t *testing.T, data []byte, limit int) {
		limit = max(limit, 0)
		limit %= 1 << 40
		in := &Inbox{Limit: limit}
		err := in.read(iotest.HalfReader(bytes.NewReader(data)), false)
		switch {
		case len(data) > limit && err != ErrTooLarge:
			t.Errorf("%d bytes with a limit of %d: %v", len(data), limit, err)
		case len(data) <= limit && (err != nil || !bytes.Equal(in.Message, data)):
			t.Errorf("got %q, %v, want %q", in.Message, err, data)
		}
	})
}

// zeros is a reader that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
