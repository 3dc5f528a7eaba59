package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course"
	"wirelab/internal/file"
)

// progressVariable names the file of progress for all commands. Commands that a lesson runs, and those
// that lessons check runs, must not meet the user's own.
const progressVariable = "WIRELAB_PROGRESS"

func progressFlag() cli.Flag {
	return &cli.StringFlag{
		Name:  "progress",
		Usage: "`FILE` that remembers your progress; off: none\n\t(default: $" + progressVariable + ", or in your own settings)",
	}
}

// A progressFile is where a learner's progress is. The empty one is nowhere.
type progressFile string

// progressOf is the one that a command's options name, or else the user's own.
func progressOf(c *cli.Context) progressFile {
	name := namedProgress(c)
	switch {
	case name == "off":
		return ""
	case name != "":
		return progressFile(name)
	}
	dir, err := os.UserConfigDir()
	if err != nil { // somebody without a home has no progress there
		return ""
	}
	return progressFile(filepath.Join(dir, "wirelab", "progress.json"))
}

// namedProgress is the file that the user has named, by the option or the variable; an empty one is none.
func namedProgress(c *cli.Context) string {
	return cmp.Or(c.String("progress"), os.Getenv(progressVariable))
}

// read returns the progress. If there is no file, there is none yet.
func (f progressFile) read() (course.Progress, error) {
	if f == "" {
		return nil, nil
	}
	data, err := file.ReadText(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	progress, err := course.DecodeProgress([]byte(data))
	if err != nil {
		return nil, fmt.Errorf("%s is no file of progress (%w): move it away, or choose another with --progress FILE or off", f, err)
	}
	return progress, nil
}

// keep sets the record of a lesson, and leaves those of others as they are now. The file is there whole or
// not at all.
func (f progressFile) keep(lesson string, r course.Record) error {
	if f == "" {
		return nil
	}
	progress, err := f.read()
	if err != nil {
		return err
	}
	if progress == nil {
		progress = course.Progress{}
	}
	r.Finished = r.Finished || progress[lesson].Finished
	progress[lesson] = r
	data, err := progress.Encode()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(string(f)), 0o777); err != nil {
		return f.failure(err)
	}
	to, err := file.Create(string(f), io.Discard)
	if err != nil {
		return err
	}
	defer to.Discard()
	if _, err := to.Write(data); err != nil {
		return f.failure(err)
	}
	return f.failure(to.Keep())
}

// failure says which file an error is about, in one way whatever the system's.
func (f progressFile) failure(err error) error {
	if err == nil {
		return nil
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: %w", f, err)
}
