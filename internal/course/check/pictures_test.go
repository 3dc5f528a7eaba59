package check

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/internal/course/weave"
)

// artist is a shell whose every command draws the same.
type artist string

func (a artist) Run(context.Context, string) (output, notes string, err error) {
	return string(a), "", nil
}

func (a artist) Start(context.Context, string, func(string) bool) (string, error) {
	return string(a), nil
}

var _ weave.Shell = artist("")

// TestCheckPictures: a picture that is not there, or is not what its command draws, is a fault; --update draws it, and
// only into the text's own folder.
func TestCheckPictures(t *testing.T) {
	const text = "![It.](a.svg \"wirelab bench --format svg\")\n"
	dir := t.TempDir()
	check := func(text string, update bool, draws string) string {
		t.Helper()
		faults, err := (&checker{update: update}).checkPictures(t.Context(), dir, text, artist(draws))
		if err != nil {
			return err.Error()
		}
		return strings.Join(faults, "\n")
	}
	const stale = "line 1: a.svg is not what wirelab bench --format svg draws"
	for _, x := range []struct {
		draws  string
		update bool
		want   string
	}{{"<svg/>", false, stale}, {"<svg/>", true, ""}, {"<svg/>", false, ""}, {"<svg>new</svg>", false, stale}, {"<svg>new</svg>", true, ""}} {
		if got := check(text, x.update, x.draws); got != x.want {
			t.Errorf("%s, update %v: %q, want %q", x.draws, x.update, got, x.want)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a.svg")); err != nil || string(got) != "<svg>new</svg>" {
		t.Errorf("%q, %v", got, err)
	}
	if got := check(strings.Replace(text, "a.svg", "../a.svg", 1), true, "x"); got != "line 1: ../a.svg is not in the text's folder" {
		t.Errorf("%q", got)
	}
}
