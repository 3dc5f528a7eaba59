package wsdemo

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestChatScripts: the parts of the chat page that need no browser pass their own tests under node.
func TestChatScripts(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the chat page's scripts are tried in no more than a browser")
	}
	// The scripts are modules because the page says so. node reads that in a package.json.
	dir := t.TempDir()
	if err := errors.Join(
		os.CopyFS(dir, pages),
		os.CopyFS(filepath.Join(dir, "testdata"), os.DirFS("testdata")),
		os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type": "module"}`), 0o600),
		copyFile(filepath.Join(dir, "testdata/room.json"), "../internal/room/chat/testdata/room.json"),
		copyFile(filepath.Join(dir, "testdata/text.json"), "../internal/term/visible/testdata/cases.json"),
	); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, test := range []string{"room", "client", "carrier", "text"} {
		t.Run(test, func(t *testing.T) {
			cmd := exec.CommandContext(ctx, node, "--test", "testdata/"+test+".test.mjs")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// copyFile copies a table of cases, which Go code is tested with, too.
func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	return errors.Join(err, os.WriteFile(to, data, 0o600))
}
