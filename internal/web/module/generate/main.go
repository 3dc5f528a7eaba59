// Command generate writes the modules into ../built, for go generate. The version that they say is its argument.
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
	made, err := module.Build(ctx, version, func(note string) { fmt.Fprintln(os.Stderr, note) })
	if err != nil {
		return err
	}
	for name, content := range made {
		if err := os.WriteFile(filepath.Join("built", name), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
