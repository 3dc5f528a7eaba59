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

// Built are the module that is in this program and Go's script, by the names of their files. Where they are not in it, the error
// is fs.ErrNotExist.
func Built() (map[string][]byte, error) {
	made := map[string][]byte{}
	for _, name := range []string{executor, packed} {
		content, err := fs.ReadFile(files, "built/"+name)
		if err != nil {
			return nil, fmt.Errorf("the module is not in this program: %w", err)
		}
		made[name] = content
	}
	return made, nil
}
