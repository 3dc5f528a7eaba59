//go:build !js

// Command generate builds the module and writes it into ../built, for go generate. Its argument is the version that the module says it has.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"wirelab/internal/web/module"
)

func main() {
	if err := run(context.Background(), append(os.Args, "(devel)")[1]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, version string) error {
	m, err := module.Build(ctx, version, func(note string) { fmt.Fprintln(os.Stderr, note) })
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"wirelab.wasm.gz": m.Packed, "wasm_exec.js": m.Executor} {
		if err := os.WriteFile(filepath.Join("built", name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
