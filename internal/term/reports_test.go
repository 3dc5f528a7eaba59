package term

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// TestReports: what a command reports comes to whoever shows it, in whatever pieces it is read, and all else to
// the notes.
func TestReports(t *testing.T) {
	var sent bytes.Buffer
	sent.WriteString("first\n")
	report(&sent, 0.5, "tcp, trial 1 of 2")
	sent.WriteString("sec")
	report(&sent, 1, "")
	sent.WriteString("ond\n\x1eno report\n\x1e" + strings.Repeat("9", 2*maxReport))
	for name, pieces := range map[string]int{"whole": 1 << 20, "two by two": 2, "byte by byte": 1} {
		var notes bytes.Buffer
		var shown []string
		r := &Reports{To: &notes, Show: func(share float64, doing string) { shown = append(shown, fmt.Sprint(share, " ", doing)) }}
		for b := sent.Bytes(); len(b) > 0; b = b[min(pieces, len(b)):] {
			if n, err := r.Write(b[:min(pieces, len(b))]); err != nil || n != min(pieces, len(b)) {
				t.Fatal(n, err)
			}
		}
		if got := strings.Join(shown, ","); got != "0.5 tcp, trial 1 of 2,1 " {
			t.Errorf("%s: shown is %q", name, got)
		}
		if want := "first\nsecond\n\x1eno report\n\x1e" + strings.Repeat("9", 2*maxReport); notes.String() != want {
			t.Errorf("%s: the notes are %q", name, notes.String())
		}
	}
}

// TestReportsFailing: an error of the notes is told.
func TestReportsFailing(t *testing.T) {
	r := &Reports{To: &failing{}, Show: func(float64, string) {}}
	if _, err := r.Write([]byte("a")); err == nil {
		t.Error("no error")
	}
}

type failing struct{}

func (*failing) Write([]byte) (int, error) { return 0, iotest.ErrTimeout }

// TestShowProgressReports: a command without a terminal reports if that is wanted, and is silent otherwise.
func TestShowProgressReports(t *testing.T) {
	asked := make(chan struct{}, 1)
	now := func() (float64, string) {
		select {
		case asked <- struct{}{}:
		default:
		}
		return 0.25, "udp"
	}
	for wanted, want := range map[string]bool{"": false, ReportsWanted: true} {
		t.Setenv(ReportsVariable, wanted)
		var notes bytes.Buffer
		stop := ShowProgress(&notes, now)
		if want {
			select {
			case <-asked:
			case <-time.After(time.Minute):
				t.Fatal("it never asks how far it is")
			}
		}
		stop()
		if got := strings.HasPrefix(notes.String(), "\x1e0.25"); got != want {
			t.Errorf("%s=%s: %q", ReportsVariable, wanted, notes.String())
		}
	}
}
