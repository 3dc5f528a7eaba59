package main

import (
	"strings"
	"testing"

	"wirelab/lessons"
)

// TestSeeIt: each command that the glossary names exists, with these options.
func TestSeeIt(t *testing.T) {
	for _, word := range lessons.Words() {
		args := append(strings.Fields(word.SeeIt)[1:], "--help")
		status, _, stderr := wirelab(t.Context(), "", args...)
		if status != 0 {
			t.Errorf("%s: %s: status %d, %s", word.Name, word.SeeIt, status, stderr)
		}
	}
}
