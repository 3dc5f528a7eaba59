package pages

import (
	"slices"
	"strings"
	"testing"

	"wirelab/lessons"
)

// realTask is the task of a lesson.
func realTask(t *testing.T, l lessons.Lesson) *task {
	t.Helper()
	files, err := lessons.Tasks()
	if err != nil {
		t.Fatal(err)
	}
	found, err := taskOf(l.Dir, files)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTaskOf: each lesson's task either is done in its page or says why it is not, and comes with its test, and without a solution.
func TestTaskOf(t *testing.T) {
	whole := renderWhole(t)
	var beyond []string
	for _, l := range lessons.All() {
		found := realTask(t, l)
		page := string(whole[lessonPage(l)])
		if found == nil {
			t.Errorf("%s has no task", l.Dir)
			continue
		}
		if found.Beyond != "" {
			beyond = append(beyond, l.Dir+" "+found.Beyond)
		}
		if does := strings.Contains(page, `<form class="program"`); does != (found.Beyond == "") || does != strings.Contains(page, "script-src 'self' file: 'wasm-unsafe-eval' blob:") {
			t.Errorf("%s is done in the page: %v", l.Dir, does)
		}
		if !strings.Contains(page, "No page can run this test: it "+found.Beyond) && found.Beyond != "" {
			t.Errorf("%s does not say that it %s", l.Dir, found.Beyond)
		}
		if len(found.Given) == 0 || !strings.Contains(page, found.Given[0].File) || !strings.HasSuffix(found.Given[0].File, ".test.mjs") || !strings.Contains(found.Start, "export ") {
			t.Errorf("%s begins with %q", l.Dir, found.Start)
		}
		for _, g := range found.Given {
			if strings.Contains(g.File, "solution") || g.File == found.File {
				t.Errorf("%s comes with %s", l.Dir, g.File)
			}
		}
	}
	want := []string{
		"09-websocket opens TCP connections and starts other programs", "16-own-chat opens TCP connections and reads what is typed in a terminal",
	}
	if !slices.Equal(beyond, want) {
		t.Errorf("no page can do %q, want %q", beyond, want)
	}
}

// TestTaskUnknown: a task that needs what nobody has thought of is an error; so it is seen before a student sees it.
func TestTaskUnknown(t *testing.T) {
	files := map[string][]byte{
		"01-x/make/a.test.mjs": []byte("import { b } from \"./b.mjs\";\n"), "01-x/make/a.mjs": nil,
		"01-x/make/b.mjs": []byte("import test from \"node:test\";\nimport { c } from \"node:zlib\";\n"),
	}
	_, err := taskOf("01-x", files)
	if want := "01-x/make/a.test.mjs: no page has node:zlib, and nothing says why (provided and beyond in internal/course/pages/task.go)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if found, err := taskOf("02-y", files); found != nil || err != nil {
		t.Errorf("a lesson without a task has %v, %v", found, err)
	}
}
