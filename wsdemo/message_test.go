package wsdemo

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadMessage(t *testing.T) {
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
			got, err := readMessage(test.r, nil, 10)
			if err != test.err {
				t.Errorf("got error %v, want %v", err, test.err)
			}
			if err == nil && string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if cap(got) > 100 {
				t.Errorf("%d bytes were set aside for a message of at most 10", cap(got))
			}
		})
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add([]byte("message"), 3, 10)
	f.Fuzz(func(t *testing.T, data []byte, room, limit int) {
		limit = max(limit, 0)
		buf := make([]byte, 0, max(room, 0)%1000)
		got, err := readMessage(iotest.HalfReader(bytes.NewReader(data)), buf, limit)
		switch {
		case len(data) > limit && err != ErrTooLarge:
			t.Errorf("%d bytes with a limit of %d: %v", len(data), limit, err)
		case len(data) <= limit && (err != nil || !bytes.Equal(got, data)):
			t.Errorf("got %q, %v, want %q", got, err, data)
		}
	})
}

// zeros is a reader that never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
