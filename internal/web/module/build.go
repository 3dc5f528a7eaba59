//go:build !js

package module

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Build builds the module, and tells note so: it can take a minute. It wants to run in a directory of the source, and Go.
func Build(ctx context.Context, version string, note func(string)) (m Module, err error) {
	root, goroot, err := toolchain(ctx)
	if err != nil {
		return m, err
	}
	if m.Executor, err = os.ReadFile(filepath.Join(goroot, "lib", "wasm", executor)); err != nil {
		return m, fmt.Errorf("this Go is not whole: %w", err)
	}
	dir, err := os.MkdirTemp("", "wirelab-module-")
	if err != nil {
		return m, err
	}
	defer os.RemoveAll(dir)
	overlay := filepath.Join(dir, "overlay.json")
	if err := writeOverlay(overlay, root, goroot); err != nil {
		return m, err
	}
	note("building the module for browsers: this can take a minute")
	out := filepath.Join(dir, "wirelab.wasm")
	if err := build(ctx, root, version, out, "-overlay", overlay); err != nil {
		note("building it once more, with TLS in it, as this Go does not do without") // a new one, or one that go has loaded itself
		if err := build(ctx, root, version, out); err != nil {
			return m, err
		}
	}
	m.Packed, err = pack(out)
	return m, err
}

// writeOverlay writes a file that has "go build -overlay" take notls/tls.go for package crypto/tls.
func writeOverlay(name, root, goroot string) error {
	dir := filepath.Join(goroot, "src", "crypto", "tls")
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("this Go is not whole: %w", err)
	}
	replace := map[string]string{}
	for _, file := range files {
		if !file.IsDir() {
			replace[filepath.Join(dir, file.Name())] = "" // as if there were none
		}
	}
	replace[filepath.Join(dir, "tls.go")] = filepath.Join(root, "internal", "web", "module", "notls", "tls.go")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(name, text, 0o666)
}

// toolchain finds the directory of the source, and that of Go.
func toolchain(ctx context.Context) (root, goroot string, err error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Path}} {{.Dir}}").Output()
	path, root, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", "", errors.New("the module for browsers is not in this program, and there is no Go to build it with: " +
			"take an archive that has it, or install Go")
	case err != nil, path != "wirelab":
		return "", "", errors.New("the module for browsers is not in this program: run it in the directory of wirelab's source, " +
			"or take an archive that has it")
	}
	if out, err = exec.CommandContext(ctx, "go", "env", "GOROOT").Output(); err != nil {
		return "", "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return root, strings.TrimSpace(string(out)), nil
}

// build builds the module. The same source, version and Go make the same bytes anywhere.
func build(ctx context.Context, root, version, out string, options ...string) error {
	args := append([]string{
		"build", "-trimpath", "-buildvcs=false", "-tags", tags,
		"-ldflags", "-s -w -buildid= -X main.stamped=" + version, "-o", out,
	}, options...)
	c := exec.CommandContext(ctx, "go", append(args, "./cmd/wirelab")...)
	c.Dir = root
	c.Env = forBrowsers()
	if text, err := c.CombinedOutput(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		return fmt.Errorf("go build ./cmd/wirelab for browsers: %w: %s", err, first)
	}
	return nil
}

// tags leave out HTTP/2, which nobody speaks in the lab, and manuals for urfave/cli's commands.
const tags = "nethttpomithttp2,urfave_cli_no_docs"

// forBrowsers is the environment in which go builds for them.
func forBrowsers() []string {
	return append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=")
}

// pack packs a file with gzip.
func pack(name string) ([]byte, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(content); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
