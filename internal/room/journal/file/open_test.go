package file

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"wirelab/internal/room/journal"
)

// written makes a journal with a few entries, and returns its path.
func written(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "class.db")
	f := openTest(t, path, journal.Keep{})
	w := newWriter(5)
	for range 200 {
		appendTo(t, f, w.group()...)
	}
	f.Close()
	return path
}

// A file that cannot be read gets one line that says why, and is left as it is.
func TestNotOpened(t *testing.T) {
	good := read(t, written(t))
	tests := []struct {
		name  string
		bytes []byte
		want  string
	}{
		{"a text", []byte("dear diary, today I have\n"), "it is no journal of wirelab, or it is damaged"},
		{"a long text", bytes.Repeat([]byte("dear diary, today I have\n"), 4000), "it is no journal of wirelab, or it is damaged"},
		{"zeros", make([]byte, 64<<10), "it is no journal of wirelab, or it is damaged"},
		{"one page", good[:os.Getpagesize()], "it is "},
		{"two pages", good[:2*os.Getpagesize()], "it is cut short: "},
		{"half", good[:len(good)/2], "it is cut short: "},
		{"zeros in the middle", middle(good, 0), "it is damaged: "},
		{"ones in the middle", middle(good, 255), "it is damaged: "},
		{"another program's", other(t, func(tx *bolt.Tx) error {
			_, err := tx.CreateBucket([]byte("photographs"))
			return err
		}), "it is no journal of wirelab"},
		{"version 2", other(t, func(tx *bolt.Tx) error {
			b, err := tx.CreateBucket(about)
			if err != nil {
				return err
			}
			return b.Put([]byte("version"), []byte("2"))
		}), `it has version "2" of the format, and this wirelab reads version 1`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "class.db")
			if err := os.WriteFile(path, test.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := Open(path, journal.Keep{})
			if err == nil {
				f.Close()
				t.Fatal("it was opened")
			}
			if line := err.Error(); !strings.HasPrefix(line, path+": "+test.want) || strings.Contains(line, "\n") {
				t.Errorf("the error is %q, want %q", line, test.want)
			}
			if !bytes.Equal(read(t, path), test.bytes) {
				t.Error("the file was changed")
			}
		})
	}
}

// Whatever page was never written: either it is not in use, and all is there, or the file is not opened.
func TestLostPage(t *testing.T) {
	path := written(t)
	good := read(t, path)
	f := openTest(t, path, journal.Keep{})
	want := len(all(t, f))
	f.Close()
	damaged := 0
	size := os.Getpagesize()
	for at := 2 * size; at < len(good); at += size {
		bad := bytes.Clone(good)
		clear(bad[at : at+size])
		path := filepath.Join(t.TempDir(), "class.db")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path, journal.Keep{})
		if err != nil {
			damaged++
			continue
		}
		if n := len(all(t, f)); n != want {
			t.Errorf("without the page at %d there are %d entries, want %d or an error", at, n, want)
		}
		f.Close()
	}
	if damaged == 0 {
		t.Error("no page was missed")
	}
}

// middle returns the bytes with all pages but the first four and the last full of b.
func middle(good []byte, b byte) []byte {
	bad := bytes.Clone(good)
	size := os.Getpagesize()
	for i := 4 * size; i < len(bad)-size; i++ {
		bad[i] = b
	}
	return bad
}

// other returns a file that bbolt can read.
func other(t *testing.T, write func(*bolt.Tx) error) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(write); err != nil {
		t.Fatal(err)
	}
	db.Close()
	return read(t, path)
}

// A file that was about to be made when the program was killed is made.
func TestUnfinished(t *testing.T) {
	for name, unfinished := range map[string][]byte{"empty": {}, "no bucket": other(t, func(*bolt.Tx) error { return nil })} {
		path := filepath.Join(t.TempDir(), "class.db")
		if err := os.WriteFile(path, unfinished, 0o600); err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		appendTo(t, openTest(t, path, journal.Keep{}), newWriter(1).group()...)
	}
}

// Only one has the file open.
func TestOpenTwice(t *testing.T) {
	path := written(t)
	openTest(t, path, journal.Keep{})
	_, err := Open(path, journal.Keep{})
	if want := path + ": another program has it open, perhaps another server"; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

func TestNoFile(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir: dir + ": it is no file", filepath.Join(dir, "no", "class.db"): "no such file or directory",
	} {
		if _, err := Open(path, journal.Keep{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %s", path, err, want)
		}
	}
}
