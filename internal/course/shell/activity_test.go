package shell

import (
	"bytes"
	"strings"
	"testing"
)

// TestActivity: it shows something at once, and leaves nothing; a report that comes too late is not shown.
func TestActivity(t *testing.T) {
	var screen bytes.Buffer
	const first = "... running"
	a := &activity{w: &screen, first: func() int { screen.WriteString(first); return len(first) }}
	stop := a.begin()
	a.report(0.5, "tcp")
	stop()
	if blanks := "\r" + strings.Repeat(" ", len(first)) + "\r"; screen.String() != first+blanks {
		t.Errorf("the screen is %q", screen.String())
	}
	screen.Reset()
	a.report(1, "tcp")
	if screen.Len() > 0 {
		t.Errorf("too late: %q", screen.String())
	}
	(*activity)(nil).begin()()
}
