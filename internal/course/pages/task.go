package pages

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"wirelab/internal/web/asset"
	"wirelab/lessons"
)

// A task is what is to be written at the end of a lesson, in JavaScript. It is done in the page if that has all that it needs.
type task struct {
	File    string // that is to be written
	Start   string // what is in it at first
	Test    string // as node --test is told it
	Seconds int    // a run may take
	Given   []given
	Beyond  string // why no page can run it; empty: this one does
}

// A given file comes with a task. The first is the test.
type given struct {
	File  string
	Lines []numbered
}

// taskSeconds is how long the test may take in a page. It takes less than one.
const taskSeconds = 10

// provided are the modules of Node that a task has in a page (internal/web/asset/taskworker.mjs).
var provided = []string{"node:assert/strict", "node:fs", "node:test"}

// beyond says what a program does with a module of Node that no page has.
var beyond = map[string]string{
	"node:child_process": "starts other programs",
	"node:net":           "opens TCP connections",
	"node:readline":      "reads what is typed in a terminal",
}

// imported is a module that a file imports, in the form that the lessons have.
var imported = regexp.MustCompile(`(?m)^import .*?"([^"]+)";$`)

// taskOf is the task of a lesson, by the lesson's folder, in files by their paths. nil: it has none.
func taskOf(dir string, files map[string][]byte) (*task, error) {
	folder := dir + "/make/"
	var tests []string
	for name := range files {
		if strings.HasPrefix(name, folder) && strings.HasSuffix(name, ".test.mjs") {
			tests = append(tests, name)
		}
	}
	if len(tests) != 1 {
		return nil, nil
	}
	stem := strings.TrimSuffix(path.Base(tests[0]), ".test.mjs")
	t := &task{File: stem + ".mjs", Start: string(files[folder+stem+".mjs"]), Test: "lessons/" + tests[0], Seconds: taskSeconds}
	var missing []string
	needed := []string{tests[0], folder + t.File}
	for i := 0; i < len(needed); i++ { // it grows
		for _, found := range imported.FindAllStringSubmatch(string(files[needed[i]]), -1) {
			name := found[1]
			switch local, ok := strings.CutPrefix(name, "./"); {
			case ok && !slices.Contains(needed, folder+local):
				needed = append(needed, folder+local)
			case !ok && !slices.Contains(provided, name) && !slices.Contains(missing, name):
				missing = append(missing, name)
			}
		}
	}
	var err error
	if t.Beyond, err = why(missing); err != nil {
		return nil, fmt.Errorf("%s: %w", tests[0], err)
	}
	t.give(folder, needed, files)
	return t, nil
}

// why says why no page can run what needs these modules of Node; empty: a page can.
func why(missing []string) (string, error) {
	var does []string
	for _, name := range missing {
		if beyond[name] != "" {
			does = append(does, beyond[name])
		}
	}
	if len(missing) > 0 && len(does) == 0 {
		return "", fmt.Errorf("no page has %s, and nothing says why (provided and beyond in internal/course/pages/task.go)", missing[0])
	}
	slices.Sort(does)
	return strings.Join(does, " and "), nil
}

// give has the task come with what the test needs, and with data in the same folder.
func (t *task) give(folder string, needed []string, files map[string][]byte) {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Dir(name)+"/" == folder && path.Ext(name) == ".json" {
			needed = append(needed, name)
		}
	}
	for _, name := range needed {
		if name == folder+t.File {
			continue
		}
		g := given{File: path.Base(name)}
		for i, line := range highlighted(name, string(files[name])) {
			g.Lines = append(g.Lines, numbered{i + 1, line})
		}
		t.Given = append(t.Given, g)
	}
}

// addTask gives the lesson's task a place at the end of the section that asks for it.
func (s *site) addTask(l lessons.Lesson, sections []section) (*task, error) {
	t, err := taskOf(l.Dir, s.tasks)
	if t == nil || err != nil {
		return nil, err
	}
	for i := range sections {
		if sections[i].ID == "make" {
			sections[i].Task = t
			return t, nil
		}
	}
	return nil, nil
}

// taskFiles writes what pages need in which a task is done.
func (s *site) taskFiles() (err error) {
	if s.files["asset/task.js"], err = asset.TaskScript(); err != nil {
		return err
	}
	s.files["asset/task.css"], err = asset.Files.ReadFile("task.css")
	return err
}
