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
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"wirelab/internal/web/asset"
)

//go:generate go run ./generate

// A Module is the module, as gzip packs it, and Go's own script that runs it.
type Module struct{ Packed, Executor []byte }

// packed and executor are the names of their files.
const (
	packed   = "wirelab.wasm.gz"
	executor = "wasm_exec.js"
)

// built is what go generate has made: nothing but a note on that where it has not run.
//
//go:embed built
var built embed.FS

// Built is the module that is in this program. Where there is none, the error is fs.ErrNotExist.
func Built() (m Module, err error) {
	if m.Packed, err = built.ReadFile("built/" + packed); err == nil {
		m.Executor, err = built.ReadFile("built/" + executor)
	}
	if err != nil {
		return Module{}, fmt.Errorf("the module is not in this program: %w", err)
	}
	return m, nil
}

// Files are the files of the engine by name: those of the module that is in this program, or else of one that is built now, which
// note is told. version is the program's.
func Files(ctx context.Context, version string, note func(string)) (map[string][]byte, error) {
	m, err := Built()
	if errors.Is(err, fs.ErrNotExist) {
		m, err = Build(ctx, version, note)
	}
	if err != nil {
		return nil, err
	}
	return m.Files()
}

// Files are the files of the engine by name: the module and the worker, and each of them once more as a script, for pages that
// are opened as files.
func (m Module) Files() (map[string][]byte, error) {
	worker, err := worker(m.Executor)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, content := range map[string][]byte{"worker.js": worker, packed: m.Packed} {
		files[name], files[name+forDisk] = content, script(name, content)
	}
	return files, nil
}

// forDisk ends the names of the files that are only for pages that are opened as files.
const forDisk = ".js"

// ForDisk says whether a file of Files is only for pages that are opened as files: over HTTP nothing asks for it.
func ForDisk(name string) bool {
	return strings.HasSuffix(name, packed+forDisk) || strings.HasSuffix(name, "worker.js"+forDisk)
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
