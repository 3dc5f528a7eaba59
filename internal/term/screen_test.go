package term

import (
	"io"
	"slices"
	"strings"
	"testing"

	xterm "golang.org/x/term"
)

// TestScreenPaste: lines that are pasted are lines, also where the terminal marks them.
func TestScreenPaste(t *testing.T) {
	typed := struct {
		io.Reader
		io.Writer
	}{strings.NewReader("\x1b[200~one\rtwo\rthr\x1b[201~ee\rfour\r\x04"), io.Discard}
	s := &Screen{editor: xterm.NewTerminal(typed, "> ")}
	lines, failed := s.Lines(t.Context())
	var got []string
	for line := range lines {
		got = append(got, line)
	}
	if err := <-failed; err != nil {
		t.Error(err)
	}
	if want := []string{"one", "two", "three", "four"}; !slices.Equal(got, want) {
		t.Errorf("the lines are %q", got)
	}
}
