package lessons

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	lessonText = `---
title: A stream
minutes: 20
needs: [1]
words: [TCP]
misconception: One write is one read.
reads: [tcpdemo/message.go]
---

# A stream
`
	questions = `- question: How many?
  run: wirelab demo stream
  measure: '(?P<n>\d+)'
  choices:
    - {text: one, when: n == 1}
    - {text: two, when: n == 2, misconception: No.}
`
)

func folder(files map[string]string) fstest.MapFS {
	all := map[string]string{"lesson.md": lessonText, "teacher.md": "# T\n", "predictions.yaml": questions}
	maps.Copy(all, files)
	course := fstest.MapFS{"answers/why.md": {Data: []byte("# Why?\n")}}
	for name, text := range all {
		if text != "" {
			course["02-stream/"+name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return course
}

func TestRead(t *testing.T) {
	all, err := read(folder(nil))
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	l := all[0]
	if l.Number != 2 || l.Dir != "02-stream" || l.Title != "A stream" || l.Minutes != 20 || l.Text != "# A stream\n" ||
		l.Teacher != "# T\n" || len(l.Predictions) != 1 || l.Predictions[0].Choices[1].Misconception != "No." {
		t.Errorf("%+v", l)
	}
}

// A lesson that lacks something is told of by the file that lacks it.
func TestReadFaults(t *testing.T) {
	for want, files := range map[string]map[string]string{
		"02-stream: lesson.md: a lesson has a title, minutes, words, a misconception, and reads": {"lesson.md": strings.Replace(lessonText, "minutes: 20", "", 1)},
		"02-stream: lesson.md: yaml: unmarshal errors:":                                          {"lesson.md": strings.Replace(lessonText, "minutes:", "hours:", 1)},
		"02-stream: lesson.md: there is no front matter between two lines of ---":                {"lesson.md": "# A stream\n"},
		"02-stream: open 02-stream/teacher.md: file does not exist":                              {"teacher.md": ""},
		"02-stream: predictions.yaml: question 1: there is no question":                          {"predictions.yaml": strings.Replace(questions, "How many?", "''", 1)},
		"02-stream: predictions.yaml: yaml: unmarshal errors:":                                   {"predictions.yaml": strings.Replace(questions, "measure", "answer", 1)},
	} {
		_, err := read(folder(files))
		if err == nil || strings.Split(err.Error(), "\n")[0] != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestCourse: the lessons are numbered from 0 without holes, and need only what comes before.
func TestCourse(t *testing.T) {
	for i, l := range All() {
		if l.Number != i {
			t.Errorf("lesson %d is in the place of lesson %d", l.Number, i)
		}
		if l.Minutes < 10 || l.Minutes > 25 {
			t.Errorf("lesson %d takes %d minutes", l.Number, l.Minutes)
		}
		for _, n := range l.Needs {
			if n >= l.Number {
				t.Errorf("lesson %d needs lesson %d", l.Number, n)
			}
		}
		for _, section := range []string{"Predict", "Run", "Investigate", "Modify", "Make"} {
			_, rest, ok := strings.Cut(l.Text, "\n## "+section)
			if !ok {
				t.Errorf("lesson %d has no section %s in its place", l.Number, section)
			}
			l.Text = "\n" + rest
		}
	}
}

func TestAfter(t *testing.T) {
	for want, needs := range map[string][]int{
		"": nil, "after lesson 3": {3}, "after lessons 1 and 2": {1, 2}, "after lessons 1, 2 and 4": {1, 2, 4},
	} {
		if got := (Lesson{Needs: needs}).After(); got != want {
			t.Errorf("%v: %q, want %q", needs, got, want)
		}
	}
}
