package lessons

import (
	"embed"
	"io/fs"
	"maps"
	"strings"
)

//go:embed */make/*.mjs */make/*.json
var tasks embed.FS

//go:embed node/*.mjs node/*.json node/README.md node/.npmrc
var scripts embed.FS

// Tasks are the files of the lessons' last tasks, in JavaScript, by their paths in the course's folder: what a student
// fills in, and the tests. The solutions are not among them.
func Tasks() (map[string][]byte, error) {
	all, err := filesIn(tasks)
	maps.DeleteFunc(all, func(path string, _ []byte) bool { return strings.HasSuffix(path, ".solution.mjs") })
	return all, err
}

// Scripts are the files of the folder node, by their paths in the course's folder: programs with the official packages of
// Socket.IO, which lessons run and change.
func Scripts() (map[string][]byte, error) { return filesIn(scripts) }

// filesIn returns all files of a folder by their paths.
func filesIn(folder fs.FS) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := fs.WalkDir(folder, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		all[path], err = fs.ReadFile(folder, path)
		return err
	})
	return all, err
}
