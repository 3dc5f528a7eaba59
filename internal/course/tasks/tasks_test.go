package tasks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTasks: the tasks are written without their solutions, and what somebody has written is never written over.
func TestTasks(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	var said strings.Builder
	if err := Write(&said, dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "lessons", "node", "package.json")); err != nil {
		t.Errorf("the scripts are missing: %v", err)
	}
	folder := filepath.Join(dir, "lessons", "03-byte-stream", "make")
	for _, name := range []string{"framing.mjs", "framing.test.mjs"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if found, err := filepath.Glob(filepath.Join(dir, "lessons", "*", "make", "*solution*")); err != nil || len(found) > 0 {
		t.Errorf("solutions are given away: %q, %v", found, err)
	}
	mine := filepath.Join(folder, "framing.mjs")
	if err := os.WriteFile(mine, []byte("// my work\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "framing.test.mjs")); err != nil {
		t.Fatal(err)
	}
	said.Reset()
	if err := Write(&said, dir); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "// my work\n" {
		t.Errorf("somebody's work was written over: %q, %v", text, err)
	}
	if !strings.HasPrefix(said.String(), "1 file is written to ") {
		t.Errorf("one file was missing, and it says: %s", said.String())
	}
	if err := Write(&said, filepath.Join(dir, "no", "where")); err == nil {
		t.Error("it writes to a folder in one that is not there")
	}
	if err := Write(&said, mine); err == nil {
		t.Error("it writes to a file")
	}
}
