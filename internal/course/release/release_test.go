package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// fill writes a small release, with times of their own.
func fill(t *testing.T, at time.Time) string {
	dir := filepath.Join(t.TempDir(), "wirelab-v1")
	for name, mode := range map[string]os.FileMode{"wirelab": 0o700, "course/index.html": 0o640, "README.md": 0o600} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name+"\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestSame: the same files make the same archive, whoever has them, wherever and since when.
func TestSame(t *testing.T) {
	for _, suffix := range []string{".tar.gz", ".zip"} {
		var before []byte
		for i := range 2 {
			name := filepath.Join(t.TempDir(), "out"+suffix)
			dir := fill(t, time.Now().Add(time.Duration(-i)*time.Hour))
			if err := run([]string{"pack", name, "1700000000", dir}, io.Discard); err != nil {
				t.Fatal(err)
			}
			now, err := os.ReadFile(name)
			if err != nil || i > 0 && !bytes.Equal(now, before) {
				t.Errorf("%s: it differs, %v", suffix, err)
			}
			before = now
		}
	}
}

// TestPacked: folders come before what is in them, in order, with the time that was asked for.
func TestPacked(t *testing.T) {
	dir, out := fill(t, time.Now()), t.TempDir()
	at := time.Unix(1700000000, 0)
	for _, name := range []string{"a.tar.gz", "a.zip"} {
		if err := packFile(filepath.Join(out, name), dir, at); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.Open(filepath.Join(out, "a.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	plain, err := gzip.NewReader(data)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"wirelab-v1/", "wirelab-v1/README.md", "wirelab-v1/course/", "wirelab-v1/course/index.html", "wirelab-v1/wirelab"}
	var got []string
	for r := tar.NewReader(plain); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, h.Name)
		executable := h.Name == "wirelab-v1/wirelab" && runtime.GOOS != "windows"
		if !h.ModTime.Equal(at) || h.Uid != 0 || h.Uname != "" || executable && h.Mode != 0o755 {
			t.Errorf("%+v", h)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %q", got)
	}
	z, err := zip.OpenReader(filepath.Join(out, "a.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for i, f := range z.File {
		if f.Name != want[i] || !f.Modified.Equal(at) {
			t.Errorf("%s of %v", f.Name, f.Modified)
		}
	}
}

func TestSums(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "abc")
	if err := os.WriteFile(file, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := run([]string{"sums", file}, &b); err != nil {
		t.Fatal(err)
	}
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  abc\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want) // FIPS 180-2, appendix B.1
	}
}

// TestNotices: each module that wirelab is built from brings its licence, and so does Go.
func TestNotices(t *testing.T) {
	var b strings.Builder
	if err := notices(&b, "wirelab/wsdemo", []string{"linux/amd64", "windows/arm64"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"github.com/gorilla/websocket v", ": LICENSE\n", "Go, its runtime and standard library: LICENSE\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("there is no %q in\n%.2000s", want, b.String())
		}
	}
	if strings.Contains(b.String(), os.TempDir()) {
		t.Error("it says where it was made")
	}
}

func TestWrongUse(t *testing.T) {
	for _, args := range [][]string{nil, {"pack"}, {"pack", "a.rar", "0", "."}, {"pack", "a.zip", "x", "."}, {"notices", "wirelab/wsdemo", "linux"}} {
		t.Chdir(t.TempDir())
		if err := run(args, io.Discard); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}
