package serving

import (
	"bytes"
	"errors"
	"testing"
)

// TestPeerLog: what peers send cannot move the cursor, nor flood the terminal.
func TestPeerLog(t *testing.T) {
	var out bytes.Buffer
	log := &peerLog{w: &out}
	for range 3 {
		log.print("ws", nil, errors.New("origin \x1b[2J"))
	}
	log.last = log.last.Add(-2e9) // two seconds later
	log.print("ws", nil, errors.New("again"))
	want := "ws: origin \\u001b[2J\nws: again (and 2 more since the last line)\n"
	if out.String() != want {
		t.Errorf("%q, want %q", &out, want)
	}
}
