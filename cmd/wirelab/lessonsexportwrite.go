package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// exportList names the files of an export, so that a later one replaces those and no others.
const exportList = "asset/files.txt"

// An export is a directory that gets files, all of them or none.
type export struct {
	dir    string
	fresh  bool     // it does not exist yet
	former []string // files of the export that is to be replaced, with slashes
}

// newExport says whether a directory may be written to.
func newExport(dir string, force bool) (*export, error) {
	e := &export{dir: filepath.Clean(dir)}
	info, err := os.Stat(e.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.fresh = true
		parent := filepath.Dir(e.dir)
		if info, err := os.Stat(parent); err != nil || !info.IsDir() {
			return nil, wrongf("%s: there is no directory %s to put it into", dir, parent)
		}
		return e, nil
	case err != nil:
		return nil, wrong(err)
	case !info.IsDir():
		return nil, wrongf("%s: that is no directory", dir)
	}
	entries, err := os.ReadDir(e.dir)
	switch {
	case err != nil:
		return nil, wrong(err)
	case len(entries) == 0:
		return e, nil
	case !force:
		return nil, wrongf("%s: that is not empty: choose another, or --force, which replaces a former export", dir)
	}
	list, err := readText(e.path(exportList))
	if err != nil {
		return nil, wrongf("%s: there is no former export, and it is not empty: choose another", dir)
	}
	for name := range strings.Lines(list) {
		if name = strings.TrimSpace(name); fs.ValidPath(name) { // it stays within the directory
			e.former = append(e.former, name)
		}
	}
	return e, nil
}

func (e *export) path(name string) string { return filepath.Join(e.dir, filepath.FromSlash(name)) }

// write puts files into the directory. If it fails, the directory is as it was.
func (e *export) write(files map[string][]byte) error {
	files = maps.Clone(files)
	files[exportList] = nil
	names := slices.Sorted(maps.Keys(files))
	files[exportList] = []byte(strings.Join(names, "\n") + "\n")
	for _, name := range names {
		if _, err := os.Lstat(e.path(name)); err == nil && !slices.Contains(e.former, name) {
			return wrongf("%s: that is there, and not of a former export", e.path(name))
		}
	}
	temporary := fmt.Sprintf(".wirelab-export-%08x", rand.Uint32())
	if e.fresh {
		temporary = filepath.Join(filepath.Dir(e.dir), temporary)
	} else {
		temporary = filepath.Join(e.dir, temporary)
	}
	if err := os.Mkdir(temporary, 0o777); err != nil {
		return err
	}
	keep := false
	defer func() {
		if !keep { // what of it is wanted has been moved
			os.RemoveAll(temporary)
		}
	}()
	written := filepath.Join(temporary, "new")
	for _, name := range names {
		path := filepath.Join(written, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, files[name], 0o666); err != nil {
			return err
		}
	}
	if e.fresh {
		return os.Rename(written, e.dir)
	}
	away := filepath.Join(temporary, "old")
	back, err := e.replace(names, written, away)
	if err != nil && !back {
		keep = true
		return fmt.Errorf("%w; what is missing of the former export is in %s", err, away)
	}
	return err
}

// replace moves the former files away and new ones in. If that fails it moves all back, and says whether
// it could.
func (e *export) replace(names []string, written, away string) (back bool, err error) {
	var moved [][2]string
	defer func() {
		if err == nil {
			return
		}
		back = true
		for _, m := range slices.Backward(moved) {
			if failed := os.Rename(m[1], m[0]); failed != nil {
				back, err = false, errors.Join(err, failed)
			}
			e.removeEmptyAbove(m[1])
		}
	}()
	move := func(from, to string) error {
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		if err := os.Rename(from, to); err != nil {
			return err
		}
		moved = append(moved, [2]string{from, to})
		return nil
	}
	for _, name := range e.former {
		err := move(e.path(name), filepath.Join(away, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // the teacher's folder may have been taken out
			return false, err
		}
	}
	for _, name := range names {
		if err := move(filepath.Join(written, filepath.FromSlash(name)), e.path(name)); err != nil {
			return false, err
		}
	}
	for _, name := range e.former {
		e.removeEmptyAbove(e.path(name))
	}
	return false, nil
}

// removeEmptyAbove removes the folders of a file that is gone, as far as they are empty.
func (e *export) removeEmptyAbove(path string) {
	for dir := filepath.Dir(path); dir != e.dir && os.Remove(dir) == nil; {
		dir = filepath.Dir(dir)
	}
}

// exportProgress shows how far measuring has come, if w is a terminal.
func exportProgress(w io.Writer, total int) (tell func(doing string), done func()) {
	if !isTerminal(w) || os.Getenv("NO_COLOR") != "" || total == 0 {
		return func(string) {}, func() {}
	}
	bar := newBar(w)
	n := 0
	return func(doing string) {
		bar.Describe(doing)
		bar.Set(n * steps / total)
		n++
	}, func() { bar.Finish() }
}
