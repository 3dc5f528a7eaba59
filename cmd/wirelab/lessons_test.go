package main

import (
	"os/exec"
	"testing"
)

// TestLessonsAreInStep: the code in the lessons is as in the source, what their commands print is as it
// stands there, and each prediction has an answer. -update brings them up to date.
func TestLessonsAreInStep(t *testing.T) {
	args := []string{"lessons", "check"}
	if *update {
		args = append(args, "--update")
	}
	if out, err := exec.Command("wirelab", args...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
