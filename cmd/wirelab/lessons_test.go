package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/internal/weave"
)

// TestLessonsAreInStep: the code in the lessons is as in the source, and what their commands print is
// as it stands there. go test ./cmd/wirelab -run Lessons -update brings them up to date.
func TestLessonsAreInStep(t *testing.T) {
	const root = "../.."
	texts, err := filepath.Glob(root + "/lessons/*/*.md")
	if err != nil || len(texts) == 0 {
		t.Fatalf("%d lessons (%v)", len(texts), err)
	}
	source := weave.Source{
		ReadFile: func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(root, path)) },
		Run: func(line string) (string, error) {
			args := strings.Fields(line)
			if args[0] != "wirelab" {
				return "", errors.New("it is no command of wirelab: say that it is only shown")
			}
			status, stdout, stderr := wirelab(t.Context(), "", args[1:]...)
			if status != 0 {
				return "", errors.New(strings.TrimSpace(stderr))
			}
			return stdout, nil
		},
	}
	for _, path := range texts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		drifts, updated, err := weave.Check(string(text), source)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if len(drifts) > 0 && *update {
			if err := os.WriteFile(path, []byte(updated), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for _, d := range drifts {
			t.Errorf("%s: %v; it should be\n%s", path, d, d.Want)
		}
	}
}
