//go:build !js

// Package module has the files of the engine that a page carries with it: a module of WebAssembly, which is wirelab itself built for
// browsers, and the worker that runs it (internal/web/asset/engineworker.mjs starts it).
//
// The module is of this very source, and is not in its repository. "go generate ./internal/web/module" makes it, and a
// program built afterwards has it in it; archives that are handed out are made so (.ci/dist). Any other program builds it
// when it is wanted, where its source and Go are.
package module

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"wirelab/internal/web/asset"
)

//go:generate go run ./generate

// packed is the file of the module.
const packed = "wirelab.wasm.gz"

// executor is Go's own script that runs a module.
const executor = "wasm_exec.js"

// Write writes the files of the engine into a directory, which it makes: the module packed with gzip, the worker, and each of
// them once more as a script, for pages that are opened as files. Where the program has no module in it, it is built, and
// note is told so. version is the program's.
func Write(ctx context.Context, dir, version string, note func(string)) error {
	files, err := Files(ctx, version, note)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// Files are the files of the engine by name; see Write.
func Files(ctx context.Context, version string, note func(string)) (map[string][]byte, error) {
	made, err := Built()
	if errors.Is(err, fs.ErrNotExist) {
		made, err = Build(ctx, version, note)
	}
	if err != nil {
		return nil, err
	}
	worker, err := worker(made[executor])
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"worker.js": worker, packed: made[packed]}
	scripts := map[string][]byte{}
	for name, content := range files {
		scripts[name+".js"] = script(name, content)
	}
	for name, content := range scripts {
		files[name] = content
	}
	return files, nil
}

// worker is the worker's script.
func worker(executor []byte) ([]byte, error) {
	disk, err := asset.Files.ReadFile("disk.js")
	if err != nil {
		return nil, err
	}
	main, err := asset.Files.ReadFile("worker.js")
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{disk, executor, main}, []byte("\n")), nil
}

// script hands a file over to a page that may not fetch it (internal/web/asset/enginefile.mjs).
func script(name string, content []byte) []byte {
	return fmt.Appendf(nil, "wirelabFile(%q, %q);\n", name, base64.StdEncoding.EncodeToString(content))
}

// Build builds the module and returns it, packed, with Go's script: by the names of their files. It wants to run in a directory
// of the source, and Go.
func Build(ctx context.Context, version string, note func(string)) (map[string][]byte, error) {
	root, goroot, err := toolchain(ctx)
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	if made[executor], err = os.ReadFile(filepath.Join(goroot, "lib", "wasm", executor)); err != nil {
		return nil, fmt.Errorf("this Go is not whole: %w", err)
	}
	dir, err := os.MkdirTemp("", "wirelab-module-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	note("building the module for browsers: this can take a minute")
	out := filepath.Join(dir, "wirelab.wasm")
	if err := build(ctx, root, version, out); err != nil {
		return nil, err
	}
	made[packed], err = pack(out)
	return made, err
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
func build(ctx context.Context, root, version, out string) error {
	// Left out are HTTP/2, which nobody speaks in the lab, and manuals for urfave/cli's commands.
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "nethttpomithttp2,urfave_cli_no_docs",
		"-ldflags", "-s -w -buildid= -X main.stamped="+version, "-o", out, "./cmd/wirelab")
	c.Dir = root
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOWASM=")
	if text, err := c.CombinedOutput(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		return fmt.Errorf("go build ./cmd/wirelab for browsers: %w: %s", err, first)
	}
	return nil
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

// ForDisk says whether a file of Files is only for pages that are opened as files: over HTTP nothing asks for it.
func ForDisk(name string) bool {
	return strings.HasSuffix(name, ".wasm.gz.js") || strings.HasSuffix(name, "worker.js.js")
}
