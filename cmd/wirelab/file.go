package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A file is what a command writes to: a file that is there whole or not at all, something that is no
// regular file, such as a pipe, or a stream.
type file struct {
	io.Writer
	open *os.File // nil for a stream, which is not ours to close
	name string   // what open is to be called in the end; empty if it has its name already
}

// create makes the file of that name ready to be written; "-" is stdout, and without a name nothing
// is kept. What stood there stays until keep.
func create(name string, stdout io.Writer) (*file, error) {
	switch name {
	case "":
		return &file{Writer: io.Discard}, nil
	case "-":
		return &file{Writer: stdout}, nil
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target // the file is replaced, and not the link to it
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return createBeside(name, 0o666)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, plain(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s: that is a directory", name)
	case !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, plain(err))
		}
		return &file{f, f, ""}, nil
	}
	return createBeside(name, info.Mode().Perm())
}

// createBeside makes a file in the same directory, which takes the name when it is whole.
func createBeside(name string, mode fs.FileMode) (*file, error) {
	beside := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%d", filepath.Base(name), os.Getpid()))
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, plain(err))
	}
	return &file{f, f, name}, nil
}

// plain leaves out the name that an error of package os begins with.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// keep ends the file. It is whole from now on.
func (f *file) keep() error {
	if f.open == nil {
		return nil
	}
	if err := f.open.Close(); err != nil {
		return err
	}
	if f.name == "" {
		return nil
	}
	return os.Rename(f.open.Name(), f.name)
}

// discard removes what was not kept.
func (f *file) discard() {
	if f.open != nil && f.open.Close() == nil && f.name != "" {
		os.Remove(f.open.Name())
	}
}
