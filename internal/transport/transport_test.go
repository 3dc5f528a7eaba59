package transport

import (
	"context"
	"strings"
	"testing"

	"wirelab/internal/network/netx"
)

func TestNamed(t *testing.T) {
	for _, want := range All() {
		got, err := Named(want.Name)
		if err != nil || got.Title != want.Title {
			t.Errorf("%s: got %q, %v", want.Name, got.Title, err)
		}
	}
	_, err := Named("sctp")
	if err == nil || !strings.Contains(err.Error(), `"sctp"; choose one of tcp, udp, ws`) {
		t.Errorf("sctp: %v", err)
	}
}

func TestPortsDiffer(t *testing.T) {
	seen := make(map[int]string)
	for _, tr := range All() {
		if other, ok := seen[tr.DefaultPort]; ok {
			t.Errorf("%s and %s have the same port", tr.Name, other)
		}
		seen[tr.DefaultPort] = tr.Name
	}
}

// A Conn that could not be made is nil, and not an interface that holds a nil pointer.
func TestDialFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tr := range All() {
		if c, err := tr.Dial(ctx, &netx.Host{}, "127.0.0.1:1"); c != nil || err == nil {
			t.Errorf("%s: got %v, %v", tr.Name, c, err)
		}
	}
}

func TestListenFails(t *testing.T) {
	for _, tr := range All() {
		if s, err := tr.ListenEcho(t.Context(), &netx.Host{}, "127.0.0.1:no-port", Options{}); s != nil || err == nil {
			t.Errorf("%s: got %v, %v", tr.Name, s, err)
		}
	}
}
