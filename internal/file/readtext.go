package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"
)

// maxText is how large a text may be that people have written. All that wirelab reads of that kind is far smaller.
const maxText = 1 << 20

// ReadText reads a text file. What is no file, as a pipe or a device, may never end, and is refused, as
// are a file that is larger than 1 MiB and one that is no UTF-8. The error says which file it is about.
func ReadText(name string) (string, error) { return ReadTextUpTo(name, maxText) }

// ReadTextUpTo is ReadText for a file that may have so many bytes, in whole MiB.
func ReadTextUpTo(name string, most int) (string, error) {
	text, err := readWhole(name, most)
	if err == nil {
		text, err = decoded(text)
	}
	if err != nil {
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			err = path.Err // which does not name the file, as we do
		}
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return string(text), nil
}

func readWhole(name string, most int) ([]byte, error) {
	info, err := os.Stat(name) // and not yet Open, which waits at a pipe
	if err == nil {
		err = noFile(info.Mode())
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, int64(most)+1)) // what Stat says may change, or be 0 as in /proc
	if err == nil && len(text) > most {
		err = fmt.Errorf("that file is larger than %d MiB, the limit", most>>20)
	}
	return text, err
}

// noFile says what is no file, but has a name like one.
func noFile(mode fs.FileMode) error {
	switch {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errors.New("that is a directory")
	case mode&fs.ModeNamedPipe != 0:
		return errors.New("that is a pipe, not a file")
	case mode&fs.ModeDevice != 0:
		return errors.New("that is a device, not a file")
	}
	return errors.New("that is not a regular file")
}

// decoded is a text without the mark that some editors put at the beginning.
func decoded(text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	switch {
	case isUTF16(text):
		return nil, errors.New("that is UTF-16 text: save it as UTF-8")
	case !utf8.Valid(text):
		return nil, errors.New("that is not UTF-8 text: save it as UTF-8")
	}
	return text, nil
}

// isUTF16 knows UTF-16 by its mark or, where our letters are, by every other byte being 0.
func isUTF16(text []byte) bool {
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return true
	}
	return len(text) >= 2 && (text[0] == 0) != (text[1] == 0)
}
