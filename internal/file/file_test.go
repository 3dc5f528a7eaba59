package file

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestCreate: a file is there whole or not at all, and what is no regular file stays what it is.
func TestCreate(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		f, err := Create(name, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Discard()
		io.WriteString(f, text)
		if err := f.Keep(); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	mode := func(name string) os.FileMode {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	plain := filepath.Join(dir, "plain")
	write(plain, "old")
	if f, err := Create(plain, io.Discard); err == nil { // and something goes wrong before Keep
		io.WriteString(f, "half")
		f.Discard()
	}
	if got := read(plain); got != "old" {
		t.Errorf("what was not kept is there: %q", got)
	}
	if f, err := Create(plain, io.Discard); err == nil { // and the disk is full
		f.to = full{}
		io.WriteString(f, "half")
		if f.Keep() == nil {
			t.Error("a file is kept of which a Write failed")
		}
		f.Discard()
	}
	if got := read(plain); got != "old" {
		t.Errorf("what was not written is there: %q", got)
	}
	if runtime.GOOS != "windows" {
		usual, err := os.Create(filepath.Join(dir, "usual"))
		if err != nil {
			t.Fatal(err)
		}
		usual.Close()
		if got, want := mode(plain), mode(usual.Name()); got != want {
			t.Errorf("the mode of a new file is %v, want %v", got, want)
		}
		for _, m := range []os.FileMode{0o600, 0o666} { // less and more than is usual
			if err := os.Chmod(plain, m); err != nil {
				t.Fatal(err)
			}
			write(plain, "new")
			if got := mode(plain); got != m {
				t.Errorf("the mode is %v, was %v", got, m)
			}
		}
		link := filepath.Join(dir, "link")
		if err := os.Symlink(plain, link); err != nil {
			t.Fatal(err)
		}
		write(link, "newer")
		if got := read(plain); got != "newer" {
			t.Errorf("behind a link: %q", got)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("the link is %v, %v", info.Mode(), err)
		}
		if err := os.Symlink("nowhere", link+"2"); err != nil {
			t.Fatal(err)
		}
		if _, err := Create(link+"2", io.Discard); err == nil {
			t.Error("a link to nowhere is replaced")
		}
		write(os.DevNull, "gone")
		if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
			t.Errorf("%s is %v, %v", os.DevNull, info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestSame: one file by two names is one file.
func TestSame(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("there", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	here, _ := os.Getwd()
	tests := []struct {
		a, b string
		want bool
	}{
		{"new", "./new", true},
		{"there", filepath.Join(here, "there"), true},
		{"there", "new", false},
		{"-", "-", true},
		{"-", "", false},
	}
	for _, test := range tests {
		if got := Same(test.a, test.b); got != test.want {
			t.Errorf("Same(%q, %q) = %v", test.a, test.b, got)
		}
	}
}

// full is a disk that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
