//go:build !js

package module

import (
	"embed"
	"fmt"
	"io/fs"
)

// files are what go generate has made: nothing but a note on that where it has not run.
//
//go:embed built
var files embed.FS

// Built are the modules that are in this program, and Go's script, by the names of their files. Where they are not in it, the error
// is fs.ErrNotExist.
func Built() (map[string][]byte, error) {
	made := map[string][]byte{}
	names := []string{executor}
	for _, m := range modules {
		names = append(names, packed(m.name))
	}
	for _, name := range names {
		content, err := fs.ReadFile(files, "built/"+name)
		if err != nil {
			return nil, fmt.Errorf("the module is not in this program: %w", err)
		}
		made[name] = content
	}
	return made, nil
}
