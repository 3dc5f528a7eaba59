package check

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestAll: the course's own texts, and not those of packages that npm has put beside them.
func TestAll(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"README.md", "SCALE.md", "lessons/01/lesson.md", "lessons/01/notes.txt", "lessons/node/node_modules/other/README.md"} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{filepath.Join(root, "README.md"), filepath.Join(root, "SCALE.md"), filepath.Join(root, "lessons/01/lesson.md")}
	if got, err := All(root); err != nil || !slices.Equal(got, want) {
		t.Errorf("All: %q, %v; want %q", got, err, want)
	}
}
