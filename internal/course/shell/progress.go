package shell

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"wirelab/internal/course"
	"wirelab/internal/file"
)

// ProgressVariable names the file of progress for all commands. Commands that a lesson runs, and those
// that lessons check runs, must not meet the user's own.
const ProgressVariable = "WIRELAB_PROGRESS"

// A ProgressFile is where a learner's progress is. The empty one is nowhere.
type ProgressFile string

// Progress is the file of that name; none if it is "off", and the user's own if there is no name.
func Progress(name string) ProgressFile {
	switch name {
	case "off":
		return ""
	case "":
		return ownProgress()
	}
	return ProgressFile(name)
}

func ownProgress() ProgressFile {
	dir, err := os.UserConfigDir()
	if err != nil { // somebody without a home has no progress there
		return ""
	}
	return ProgressFile(filepath.Join(dir, "wirelab", "progress.json"))
}

// read returns the progress. If there is no file, there is none yet.
func (f ProgressFile) read() (course.Progress, error) {
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
		return nil, fmt.Errorf("%s is not a progress file (%w): move it away, or use --progress with another FILE or off", f, err)
	}
	return progress, nil
}

// keep sets the record of a lesson, and leaves those of others as they are now. The file is there whole or
// not at all.
func (f ProgressFile) keep(lesson string, r course.Record) error {
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
	r.Finished = r.Finished || progress.Of(lesson).Finished
	progress.Set(lesson, r)
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
func (f ProgressFile) failure(err error) error {
	if err == nil {
		return nil
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: %w", f, err)
}
