// Package tasks writes the lessons' tasks in JavaScript to a folder, and the scripts that they run in Node.
package tasks

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"wirelab/internal/term/words"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Write writes the lessons' tasks and scripts in JavaScript to a directory, and makes it if there is none. A file that is there already
// is somebody's work, and stays as it is.
func Write(w io.Writer, dir string) error {
	files, err := lessons.Tasks()
	if err != nil {
		return err
	}
	scripts, err := lessons.Scripts()
	if err != nil {
		return err
	}
	maps.Copy(files, scripts)
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return usage.Wrong(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return usage.Wrong(err)
	}
	defer root.Close()
	written := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err := writeNew(root, path.Join("lessons", name), files[name])
		switch {
		case err == nil:
			written++
		case !errors.Is(err, fs.ErrExist):
			return err
		}
	}
	fmt.Fprintf(w, "%s written to %s", words.Counted(written, "file is", "files are"), filepath.Join(dir, "lessons"))
	if kept := len(files) - written; kept > 0 {
		fmt.Fprintf(w, "; %d were there and are as they were", kept)
	}
	_, err = fmt.Fprintf(w, ".\nIn %s, with Node 20 or later:\n  node --test lessons/03-byte-stream/make/framing.test.mjs\n"+
		"The scripts of lessons 11 to 16 are in lessons/node; its README.md says how to begin.\n", dir)
	return err
}

// writeNew writes a file that is not there yet, and the folders that it is in.
func writeNew(root *os.Root, name string, content []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		root.Remove(name)
	}
	return err
}
