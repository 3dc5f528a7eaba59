package site

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wirelab/internal/file/filetest"
)

// under lists the files below a directory, with slashes.
func under(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, relErr := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
			err = relErr
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	return names
}

// writing writes files of those names, and returns what it says.
func writing(dir string, force bool, names ...string) string {
	files := map[string][]byte{}
	for _, name := range names {
		files[name] = []byte(name)
	}
	e, err := openDirectory(dir, force)
	if err == nil {
		defer e.Close()
		err = e.write(files)
	}
	if err != nil {
		return strings.ReplaceAll(err.Error(), string(filepath.Separator), "/")
	}
	return ""
}

// TestSite: a site is written whole or not at all, and replaces nothing but a former one.
func TestSite(t *testing.T) {
	t.Chdir(t.TempDir())
	expect := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	list := func(want ...string) {
		t.Helper()
		if got := under(t, "."); !slices.Equal(got, want) {
			t.Errorf("there is %q, want %q", got, want)
		}
	}
	expect(writing("a/b", false, "x"), "a/b: there is no directory a to create it in")
	expect(writing("a", false, "x", "old/y"), "")
	list("a/asset/files.txt", "a/old/y", "a/x")
	expect(writing("a/x", false, "x"), "a/x: that is not a directory")
	expect(writing("a", false, "x"), "a: that is not empty: choose another, or use --force, which replaces an earlier site")

	filetest.Empty(t, "a/mine")
	filetest.Empty(t, "a/old/mine")
	expect(writing("a", true, "x", "z", "mine"), "a/mine: that file exists and is not from an earlier site")
	list("a/asset/files.txt", "a/mine", "a/old/mine", "a/old/y", "a/x")
	expect(writing("a", true, "x", "new/z"), "")
	list("a/asset/files.txt", "a/mine", "a/new/z", "a/old/mine", "a/x")
	expect(writing("a", true, "x"), "")
	if _, err := os.Stat("a/new"); err == nil {
		t.Error("a folder that is empty now is left")
	}

	filetest.Empty(t, "b/other")
	expect(writing("b", true, "x"), "b: that is not empty and holds no earlier site: choose another")
	filetest.Empty(t, "b/asset/files.txt") // of somebody who wants more than that to be replaced
	if err := os.WriteFile("b/asset/files.txt", []byte("../a/mine\n/etc/hosts\nasset/files.txt\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	expect(writing("b", true, "x"), "")
	list("a/asset/files.txt", "a/mine", "a/old/mine", "a/x", "b/asset/files.txt", "b/other", "b/x")

	if err := os.Mkdir("c", 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir("c")
	expect(writing(".", false, "x"), "")
	list("asset/files.txt", "x")
}

// TestSiteFails: when files cannot be moved, all is as it was, even where a folder is to stand instead of
// a file.
func TestSiteFails(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := writing("a", false, "x", "y"); got != "" {
		t.Fatal(got)
	}
	filetest.Empty(t, "a/new/x/z")
	before := under(t, ".")
	e, err := openDirectory("a", true)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if back, err := e.replace([]string{"x/z", "gone"}, "new", "old"); err == nil || !back {
		t.Errorf("it has moved what is not there, or not moved things back: %v, %v", back, err)
	}
	if got := under(t, "."); !slices.Equal(got, before) {
		t.Errorf("there was %q, and is %q", before, got)
	}
	if got, err := os.ReadFile("a/x"); string(got) != "x" || err != nil {
		t.Errorf("x has become %q, %v", got, err)
	}
}

// TestSiteLinks: what links lead to is neither deleted nor written, and it is said which link is in the way.
func TestSiteLinks(t *testing.T) {
	tests := []struct {
		name, link, to string // link is what becomes a link in a earlier site, to where it leads
		want           string
	}{
		{"a folder", "a/lessons", "../mine", "a/lessons: that is a link: remove it, or choose another directory"},
		{"a folder in a folder", "a/lessons/deep", "../../mine", "a/lessons/deep: that is a link: remove it, or choose another directory"},
		{"a folder within", "a/lessons", "asset", "a/lessons: that is a link: remove it, or choose another directory"},
		{"a file", "a/index", "../mine/index", "a/index: that is a link: remove it, or choose another directory"},
		{"the list's folder", "a/asset", "../mine", "a/asset: that is a link: remove it, or choose another directory"},
		{"the list", "a/asset/files.txt", "../../mine/files.txt", "a/asset/files.txt: that is a link: remove it, or choose another directory"},
		{"a folder of a new file", "a/new", "../mine", "a/new: that is a link: remove it, or choose another directory"},
		{"to nowhere", "a/new", "../nowhere", "a/new: that is a link: remove it, or choose another directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if got := writing("a", false, "index", "lessons/one", "lessons/deep/two"); got != "" {
				t.Fatal(got)
			}
			for _, name := range []string{"index", "one", "two", "deep/two", "files.txt"} {
				filetest.Empty(t, "mine/"+name)
			}
			if err := os.WriteFile("mine/files.txt", []byte("index\nlessons/one\n"), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(test.link); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(test.to, test.link); err != nil {
				t.Skip(err) // Windows may not let one
			}
			before := under(t, ".")
			if got := writing("a", true, "index", "lessons/one", "lessons/deep/two", "new/three"); got != test.want {
				t.Errorf("it says %q, want %q", got, test.want)
			}
			if got := under(t, "."); !slices.Equal(got, before) {
				t.Errorf("there was %q, and is %q", before, got)
			}
			if text, err := os.ReadFile("mine/index"); len(text) > 0 || err != nil {
				t.Errorf("mine/index has become %q, %v", text, err)
			}
		})
	}
}

// TestSiteFolder: a list that calls somebody's folder a file does not have it deleted.
func TestSiteFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	if got := writing("a", false, "x"); got != "" {
		t.Fatal(got)
	}
	filetest.Empty(t, "a/mine/work")
	if err := os.WriteFile("a/asset/files.txt", []byte("x\nmine\nasset/files.txt\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	before := under(t, ".")
	if got, want := writing("a", true, "x"), "a/mine: that is a folder: remove it, or choose another directory"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if got := under(t, "."); !slices.Equal(got, before) {
		t.Errorf("there was %q, and is %q", before, got)
	}
}

// TestSiteThroughALink: the directory itself may be a link, for it is what the user has named.
func TestSiteThroughALink(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("there", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("there", "a"); err != nil {
		t.Skip(err)
	}
	if got := writing("a", false, "x"); got != "" {
		t.Fatal(got)
	}
	if got := writing("a", true, "y"); got != "" {
		t.Fatal(got)
	}
	if got, want := under(t, "there"), []string{"asset/files.txt", "y"}; !slices.Equal(got, want) {
		t.Errorf("there is %q, want %q", got, want)
	}
	if err := os.Symlink("nowhere", "b"); err != nil {
		t.Fatal(err)
	}
	if got, want := writing("b", false, "x"), "b: that is a link to a directory that does not exist"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
