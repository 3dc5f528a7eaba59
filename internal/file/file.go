// Package file reads small texts whole, and writes files that are there whole or not at all.
package file

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// An Output is what a command writes to: a file that is there whole or not at all, something that is no
// regular file, such as a pipe, or a stream.
type Output struct {
	to     io.Writer
	open   *os.File // nil for a stream, which is not ours to close
	name   string   // what open is to be called in the end; empty if it has its name already
	failed error    // of Write
}

// Create makes the file of that name ready to be written; "-" is stdout, and without a name nothing
// is kept. What stood there stays until Keep. Call Discard in the end, in any case.
func Create(name string, stdout io.Writer) (*Output, error) {
	switch name {
	case "":
		return &Output{to: io.Discard}, nil
	case "-":
		return &Output{to: stdout}, nil
	}
	f, err := Replace(resolved(name))
	if err != nil {
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			err = path.Err // which does not name the file, as we do
		}
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// Replace makes a file ready that takes the very name: a link is replaced, and not what it leads to. Its errors
// do not name the file.
func Replace(name string) (*Output, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(name); err == nil {
			return nil, errors.New("that is a link to a file that does not exist")
		}
		return createBeside(name)
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("that is a directory")
	}
	there, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err // nor may it be replaced
	}
	if !info.Mode().IsRegular() {
		return &Output{to: there, open: there}, nil
	}
	there.Close() // nothing was written
	f, err := createBeside(name)
	if err != nil {
		return nil, err
	}
	if err := f.open.Chmod(info.Mode().Perm()); err != nil {
		f.Discard()
		return nil, err
	}
	return f, nil
}

// createBeside makes a file in the same directory, which takes the name when it is whole.
func createBeside(name string) (*Output, error) {
	beside := fmt.Sprintf(".%s.%08x", filepath.Base(name), rand.Uint32())
	f, err := os.OpenFile(filepath.Join(filepath.Dir(name), beside), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	return &Output{to: f, open: f, name: name}, nil
}

// resolved follows symbolic links: what they lead to is replaced, and not the link.
func resolved(name string) string {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		return target
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil { // the file is new
		return filepath.Join(dir, filepath.Base(name))
	}
	return name
}

// Same says whether two names lead to one file.
func Same(a, b string) bool {
	if a == "" || b == "" || a == b {
		return a == b
	}
	a, errA := filepath.Abs(resolved(a))
	b, errB := filepath.Abs(resolved(b))
	return errA == nil && errB == nil && a == b
}

func (f *Output) Write(b []byte) (int, error) {
	n, err := f.to.Write(b)
	f.failed = cmp.Or(f.failed, err)
	return n, err
}

// Keep ends the file. It is whole from now on; where a Write failed, it is not kept.
func (f *Output) Keep() error {
	if f.failed != nil || f.open == nil {
		return f.failed
	}
	err := f.open.Close()
	if err == nil && f.name != "" {
		err = os.Rename(f.open.Name(), f.name)
	}
	if err == nil {
		f.open = nil
	}
	return err
}

// Discard removes what was not kept.
func (f *Output) Discard() {
	if f.open == nil {
		return
	}
	f.open.Close() // an error would be of what is thrown away
	if f.name != "" {
		os.Remove(f.open.Name())
	}
}
