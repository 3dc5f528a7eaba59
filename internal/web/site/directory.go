package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"wirelab/internal/term"
	"wirelab/internal/usage"
)

// siteList names the files of a site, so that a later one replaces those and no others.
const siteList = "asset/files.txt"

// A directory gets the files of a site, all of them or none. What is outside the directory is left
// alone: its names are looked up within root, and links below it are refused.
type directory struct {
	dir    string   // as the user calls it
	root   *os.Root // dir, or what it is to be in; names in it have slashes
	fresh  bool     // dir does not exist yet
	former []string // files of the site that is to be replaced
}

// openDirectory says whether a directory may be written to. Close it in the end.
func openDirectory(dir string, force bool) (*directory, error) {
	d := &directory{dir: filepath.Clean(dir)}
	info, err := os.Stat(d.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fresh = true
		parent := filepath.Dir(d.dir)
		if _, err := os.Lstat(d.dir); err == nil {
			return nil, usage.Wrongf("%s: that is a link to a directory that does not exist", dir)
		}
		if info, err := os.Stat(parent); err != nil || !info.IsDir() {
			return nil, usage.Wrongf("%s: there is no directory %s to create it in", dir, parent)
		}
		d.root, err = os.OpenRoot(parent)
		return d, err
	case err != nil:
		return nil, usage.Wrong(err)
	case !info.IsDir():
		return nil, usage.Wrongf("%s: that is not a directory", dir)
	}
	if d.root, err = os.OpenRoot(d.dir); err != nil {
		return nil, usage.Wrong(err)
	}
	if err := d.look(dir, force); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// look finds the earlier site in a directory that is there.
func (d *directory) look(dir string, force bool) error {
	entries, err := fs.ReadDir(d.root.FS(), ".")
	switch {
	case err != nil:
		return usage.Wrong(err)
	case len(entries) == 0:
		return nil
	case !force:
		return usage.Wrongf("%s: that is not empty: choose another, or use --force, which replaces an earlier site", dir)
	}
	if _, err := d.there(siteList); err != nil {
		return err
	}
	list, err := d.root.ReadFile(siteList)
	if err != nil {
		return usage.Wrongf("%s: that is not empty and holds no earlier site: choose another", dir)
	}
	for name := range strings.Lines(string(list)) {
		if name = strings.TrimSpace(name); fs.ValidPath(name) { // it stays within the directory
			d.former = append(d.former, name)
		}
	}
	return d.vacant(nil) // before all is measured
}

// Close gives the directory back.
func (d *directory) Close() error { return d.root.Close() }

func (d *directory) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

// there says whether something has that name. It must be a file, and be in folders: a link could lead to
// what is somebody's own, and a folder could hold it.
func (d *directory) there(name string) (bool, error) {
	parts := strings.Split(name, "/")
	for i := range parts {
		part := path.Join(parts[:i+1]...)
		info, err := d.root.Lstat(part)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false, nil
		case err != nil:
			return false, err
		case info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0: // Irregular is a junction on Windows
			return false, usage.Wrongf("%s: that is a link: remove it, or choose another directory", d.path(part))
		case i < len(parts)-1 && !info.IsDir():
			return false, nil
		case i == len(parts)-1 && info.IsDir():
			return false, usage.Wrongf("%s: that is a folder: remove it, or choose another directory", d.path(part))
		}
	}
	return true, nil
}

// vacant says whether nothing but the earlier site is in the way of files.
func (d *directory) vacant(names []string) error {
	if d.fresh {
		return nil
	}
	for _, name := range slices.Concat(d.former, names) {
		there, err := d.there(name)
		if err != nil {
			return err
		}
		if there && !slices.Contains(d.former, name) {
			return usage.Wrongf("%s: that file exists and is not from an earlier site", d.path(name))
		}
	}
	return nil
}

// write puts files into the directory. If it fails, the directory is as it was.
func (d *directory) write(files map[string][]byte) error {
	files = maps.Clone(files)
	files[siteList] = nil
	names := slices.Sorted(maps.Keys(files))
	files[siteList] = []byte(strings.Join(names, "\n") + "\n")
	if err := d.vacant(names); err != nil {
		return err
	}
	temporary := fmt.Sprintf(".wirelab-site-%08x", rand.Uint32())
	if err := d.root.Mkdir(temporary, 0o777); err != nil {
		return err
	}
	keep := false
	defer func() {
		if !keep { // what of it is wanted has been moved
			d.root.RemoveAll(temporary)
		}
	}()
	written := path.Join(temporary, "new")
	for _, name := range names {
		to := path.Join(written, name)
		if err := d.root.MkdirAll(path.Dir(to), 0o777); err != nil {
			return err
		}
		if err := d.root.WriteFile(to, files[name], 0o666); err != nil {
			return err
		}
	}
	if d.fresh {
		return d.root.Rename(written, filepath.Base(d.dir))
	}
	away := path.Join(temporary, "old")
	back, err := d.replace(names, written, away)
	if err != nil && !back {
		keep = true
		return fmt.Errorf("%w; the missing files of the earlier site are in %s", err, d.path(away))
	}
	return err
}

// replace moves the former files away and new ones in. If that fails it moves all back, and says whether
// it could.
func (d *directory) replace(names []string, written, away string) (back bool, err error) {
	var moved [][2]string
	defer func() {
		if err == nil {
			return
		}
		back = true
		for _, m := range slices.Backward(moved) {
			if failed := d.root.Rename(m[1], m[0]); failed != nil {
				back, err = false, errors.Join(err, failed)
			}
			d.removeEmptyAbove(m[1])
		}
	}()
	move := func(from, to string) error {
		if err := d.root.MkdirAll(path.Dir(to), 0o777); err != nil {
			return err
		}
		if err := d.root.Rename(from, to); err != nil {
			return err
		}
		moved = append(moved, [2]string{from, to})
		return nil
	}
	for _, name := range d.former {
		there, err := d.there(name) // the teacher's folder may have been taken out
		if err == nil && there {
			err = move(name, path.Join(away, name))
		}
		if err != nil {
			return false, err
		}
	}
	for _, name := range names {
		if err := move(path.Join(written, name), name); err != nil {
			return false, err
		}
	}
	for _, name := range d.former {
		d.removeEmptyAbove(name)
	}
	return false, nil
}

// removeEmptyAbove removes the folders of a file that is gone, as far as they are empty.
func (d *directory) removeEmptyAbove(name string) {
	for dir := path.Dir(name); dir != "." && d.root.Remove(dir) == nil; {
		dir = path.Dir(dir)
	}
}

// progress shows how far measuring has come, if w is a terminal.
func progress(w io.Writer, total int) (tell func(doing string), done func()) {
	bar := term.NewBar(w)
	n := 0
	return func(doing string) {
		bar.Show(n, total, doing)
		n++
	}, bar.Finish
}
