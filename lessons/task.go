package lessons

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed */make/*.mjs */make/*.json
var tasks embed.FS

// Tasks are the files of the lessons' last tasks, in JavaScript, by their paths in the course's folder: what a student
// fills in, and the tests. The solutions are not among them.
func Tasks() (map[string][]byte, error) {
	all := map[string][]byte{}
	err := fs.WalkDir(tasks, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".solution.mjs") {
			return err
		}
		all[path], err = tasks.ReadFile(path)
		return err
	})
	return all, err
}
