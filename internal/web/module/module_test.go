//go:build !js

package module

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFiles: the worker is Go's script between ours, and whatever a page fetches is there for pages on a disk, too.
func TestFiles(t *testing.T) {
	files, err := Module{Packed: []byte("packed"), Executor: []byte("class Go {}")}.Files()
	if err != nil {
		t.Fatal(err)
	}
	worker := string(files["worker.js"])
	disk, executor, main := strings.Index(worker, "globalThis.fs ="), strings.Index(worker, "class Go {}"), strings.Index(worker, "new Go()")
	if disk < 0 || executor < disk || main < executor {
		t.Errorf("the worker's parts are at %d, %d and %d", disk, executor, main)
	}
	fetched := 0
	for name, content := range files {
		if ForDisk("engine/" + name) {
			continue
		}
		fetched++
		want := `wirelabFile("` + name + `", "` + base64.StdEncoding.EncodeToString(content) + "\");\n"
		if got := string(files[name+".js"]); got != want || !ForDisk(name+".js") {
			t.Errorf("%s.js is %q, want %q", name, got, want)
		}
	}
	if fetched != 2 || len(files) != 4 {
		t.Errorf("%d files, of which a page fetches %d", len(files), fetched)
	}
}

// TestNoTLS: with notls/tls.go in the place of crypto/tls, all compiles that would bring TLS along, so that the module is built without.
func TestNoTLS(t *testing.T) {
	root, goroot, err := toolchain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	if err := writeOverlay(overlay, root, goroot); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "go", "list", "-overlay", overlay, "-tags", tags, "-export", "-deps", "-f", "{{.ImportPath}}", "./wsdemo")
	c.Dir = root
	c.Env = forBrowsers()
	out, err := c.CombinedOutput()
	switch all := strings.Fields(string(out)); {
	case strings.Contains(string(out), "must not be replaced"):
		t.Skip("this Go was loaded by go, which lets no file of it be replaced")
	case err != nil:
		t.Errorf("%v: %s", err, out)
	case !slices.Contains(all, "net/http") || slices.Contains(all, "crypto/x509"):
		t.Errorf("package wsdemo is made of %q", all)
	}
}

// TestNoGo: where the program has no module in it, and there is nothing to build it with or of, one line says so.
func TestNoGo(t *testing.T) {
	if _, err := Built(); !errors.Is(err, fs.ErrNotExist) {
		t.Skip("go generate has been here")
	}
	note := func(what string) { t.Errorf("it says %s", what) }
	t.Run("source", func(t *testing.T) {
		t.Chdir(t.TempDir())
		_, err := Files(t.Context(), "test", note)
		if err == nil || !strings.Contains(err.Error(), "in the directory of wirelab's source") || strings.Contains(err.Error(), "\n") {
			t.Errorf("outside of the source: %v", err)
		}
	})
	t.Run("go", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		_, err := Files(t.Context(), "test", note)
		if err == nil || !strings.Contains(err.Error(), "there is no Go") || strings.Contains(err.Error(), "\n") {
			t.Errorf("without Go: %v", err)
		}
	})
}
