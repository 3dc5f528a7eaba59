package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// An archive takes files and folders. The names of folders end with a slash.
type archive interface {
	add(name string, mode fs.FileMode, content []byte) error
	io.Closer
}

// packFile packs a directory. In the archive everything is in a folder of the directory's name.
func packFile(name, dir string, at time.Time) (err error) {
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var to archive
	switch {
	case strings.HasSuffix(name, ".zip"):
		to = &zipArchive{zip.NewWriter(out), at}
	case strings.HasSuffix(name, ".tar.gz"):
		zipped, err := gzip.NewWriterLevel(out, gzip.BestCompression) // its header has no name and no time
		if err != nil {
			return err
		}
		to = &tarArchive{tar.NewWriter(zipped), zipped, at}
	default:
		return fmt.Errorf("%s: an archive is a .tar.gz or a .zip", name)
	}
	return errors.Join(pack(to, os.DirFS(dir), filepath.Base(dir)), to.Close())
}

// pack adds files in the order of their names. Of their modes only counts whether they can be executed.
func pack(to archive, files fs.FS, top string) error {
	return fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		switch {
		case entry.IsDir():
			return to.add(path.Join(top, name)+"/", 0o755|fs.ModeDir, nil)
		case !info.Mode().IsRegular():
			return fmt.Errorf("%s: that is neither a file nor a folder", name)
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o644)
		if info.Mode()&0o100 != 0 {
			mode = 0o755
		}
		return to.add(path.Join(top, name), mode, content)
	})
}

type tarArchive struct {
	*tar.Writer
	zipped io.Closer
	at     time.Time
}

func (a *tarArchive) add(name string, mode fs.FileMode, content []byte) error {
	h := &tar.Header{Name: name, Mode: int64(mode.Perm()), Size: int64(len(content)), ModTime: a.at, Typeflag: tar.TypeReg}
	if mode.IsDir() {
		h.Typeflag = tar.TypeDir
	}
	if err := a.WriteHeader(h); err != nil {
		return err
	}
	_, err := a.Write(content)
	return err
}

func (a *tarArchive) Close() error { return errors.Join(a.Writer.Close(), a.zipped.Close()) }

type zipArchive struct {
	*zip.Writer
	at time.Time
}

func (a *zipArchive) add(name string, mode fs.FileMode, content []byte) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at}
	h.SetMode(mode)
	w, err := a.CreateHeader(h)
	if err == nil && !mode.IsDir() {
		_, err = w.Write(content)
	}
	return err
}
