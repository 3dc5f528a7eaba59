// Package filetest has files for tests.
package filetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Empty makes an empty file of that name, and the directories that lead to it.
func Empty(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, nil, 0o666); err != nil {
		t.Fatal(err)
	}
}
