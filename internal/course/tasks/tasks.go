// Package tasks writes the lessons' tasks in JavaScript to a folder.
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

	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Write writes the lessons' tasks in JavaScript to a directory, and makes it if there is none. A file that is there already
// is somebody's work, and stays as it is.
func Write(w io.Writer, dir string) error {
	files, err := lessons.Tasks()
	if err != nil {
		return err
	}
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
	_, err = fmt.Fprintf(w, "%d files are written to %s; %d were there and are as they were.\n"+
		"In that folder, with Node 20 or later:\n  node --test lessons/03-byte-stream/make/framing.test.mjs\n",
		written, filepath.Join(dir, "lessons"), len(files)-written)
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
