package course

import (
	"os"
	"path/filepath"
	"strings"

	"wirelab/internal/file"
	"wirelab/internal/usage"
)

// SourceRoot finds wirelab's source around the working directory.
func SourceRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := file.ReadText(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(mod, "module wirelab\n") {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", usage.Wrongf("run this in wirelab's source, which it compares the lessons with")
		}
		dir = up
	}
}
