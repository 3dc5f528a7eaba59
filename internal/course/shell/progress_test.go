package shell

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/internal/course"
)

// TestKeep: what is kept of one lesson leaves the others as they are, and a lesson once finished stays so.
func TestKeep(t *testing.T) {
	file := ProgressFile(filepath.Join(t.TempDir(), "new", "progress.json"))
	for _, r := range []course.Record{{Finished: true}, {Next: 2, Steps: 9, Choices: []string{"a"}}} {
		if err := file.keep("03-byte-stream", r); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.keep("07-example", course.Record{Next: 1, Steps: 4}); err != nil {
		t.Fatal(err)
	}
	progress, err := file.read()
	if r := progress["03-byte-stream"]; err != nil || len(progress) != 2 || !r.Finished || r.Next != 2 {
		t.Errorf("%+v, %v", progress, err)
	}
	if left, _ := os.ReadDir(filepath.Dir(string(file))); len(left) != 1 {
		t.Errorf("not just one file: %v", left)
	}
}

// TestKeepNot: what cannot be read is not written over, and it is said once.
func TestKeepNot(t *testing.T) {
	name := filepath.Join(t.TempDir(), "progress.json")
	if err := os.WriteFile(name, []byte("dear diary"), 0o666); err != nil {
		t.Fatal(err)
	}
	var notes strings.Builder
	keep := keeper(&notes, ProgressFile(name), "07-example")
	keep(course.Record{Next: 1})
	keep(course.Record{Next: 2})
	if text, _ := os.ReadFile(name); string(text) != "dear diary" || strings.Count(notes.String(), "is not kept") != 1 {
		t.Errorf("%s\n%s", text, notes.String())
	}
	if err := ProgressFile("").keep("07-example", course.Record{}); err != nil {
		t.Error(err)
	}
}
