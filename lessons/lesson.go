package lessons

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed */*.md */*.yaml */*.svg
var course embed.FS

// A Lesson is one of the course.
type Lesson struct {
	Number int    // from 0
	Dir    string // such as 03-byte-stream

	Title         string
	Minutes       int      // of class time
	Needs         []int    // lessons that come before
	Words         []string // of the glossary, that it makes hands-on
	Misconception string   // that it attacks, as whoever has it would say it
	Reads         []string // files of the source
	Figures       []string // numbers in its text that no output holds, each with where it is from

	Text        string // Markdown, with the blocks of package weave
	Teacher     string // the same, for the teacher
	Predictions []Prediction
	Quiz        []Drawn           // questions that are asked again, with other numbers
	Pictures    map[string][]byte // SVG files of its folder, by name
}

// All returns the course, in order.
func All() []Lesson {
	all, err := read(course)
	if err != nil {
		panic(err) // it is part of the program, and tested
	}
	return all
}

// read reads the lessons among the folders of a course: those whose name begins with a number.
func read(course fs.FS) (all []Lesson, err error) {
	folders, err := fs.ReadDir(course, ".")
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		if _, ok := numberOf(folder.Name()); !ok || !folder.IsDir() {
			continue
		}
		lesson, err := Read(course, folder.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, *lesson)
	}
	return all, nil
}

// numberOf is the number with which a lesson's folder begins.
func numberOf(dir string) (n int, ok bool) {
	number, _, _ := strings.Cut(dir, "-")
	n, err := strconv.Atoi(number)
	return n, err == nil
}

// NameOf is what a lesson is called in the name of its folder, behind the number: that may change, and progress is remembered by the
// name.
func NameOf(folder string) string {
	if _, ok := numberOf(folder); ok {
		_, folder, _ = strings.Cut(folder, "-")
	}
	return folder
}

// After says which lessons come before it, such as "after lessons 1, 2 and 4"; nothing if none has to.
func (l Lesson) After() string {
	switch last := len(l.Needs) - 1; {
	case last == 0:
		return fmt.Sprintf("after lesson %d", l.Needs[0])
	case last > 0:
		before := strings.ReplaceAll(strings.Trim(fmt.Sprint(l.Needs[:last]), "[]"), " ", ", ")
		return fmt.Sprintf("after lessons %s and %d", before, l.Needs[last])
	}
	return ""
}

// Read reads the lesson in a folder of a course.
func Read(course fs.FS, dir string) (*Lesson, error) {
	lesson, err := readLesson(course, dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return lesson, nil
}

func readLesson(course fs.FS, dir string) (*Lesson, error) {
	text, err := fs.ReadFile(course, path.Join(dir, "lesson.md"))
	if err != nil {
		return nil, err
	}
	lesson := &Lesson{Dir: dir}
	lesson.Number, _ = numberOf(dir)
	if lesson.Text, err = head(text, lesson); err != nil {
		return nil, fmt.Errorf("lesson.md: %w", err)
	}
	teacher, err := fs.ReadFile(course, path.Join(dir, "teacher.md"))
	if err != nil {
		return nil, err
	}
	lesson.Teacher = string(teacher)
	predictions, err := fs.ReadFile(course, path.Join(dir, "predictions.yaml"))
	if err != nil {
		return nil, err
	}
	if err := strictly(predictions, &lesson.Predictions); err != nil {
		return nil, fmt.Errorf("predictions.yaml: %w", err)
	}
	if lesson.Pictures, err = pictures(course, dir); err != nil {
		return nil, err
	}
	if lesson.Quiz, err = quiz(course, dir); err != nil {
		return nil, err
	}
	for i, p := range lesson.Predictions {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("predictions.yaml: question %d: %w", i+1, err)
		}
	}
	return lesson, nil
}

// pictures are the SVG files in a folder, by name.
func pictures(course fs.FS, dir string) (map[string][]byte, error) {
	names, err := fs.Glob(course, path.Join(dir, "*.svg"))
	if err != nil || len(names) == 0 {
		return nil, err
	}
	all := map[string][]byte{}
	for _, name := range names {
		if all[path.Base(name)], err = fs.ReadFile(course, name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// frontMatter is what stands at the head of a lesson.
type frontMatter struct {
	Title         string
	Minutes       int
	Needs         []int
	Words         []string
	Misconception string
	Reads         []string
	Figures       []string
}

// headed matches a text whose front matter stands between two lines of ---.
var headed = regexp.MustCompile(`(?s)^\s*---[ \t\r]*\n(.*?\n)---[ \t\r]*(?:\n(.*))?$`)

// head reads a lesson's front matter, and returns what follows it.
func head(text []byte, l *Lesson) (rest string, err error) {
	parts := headed.FindSubmatch(text)
	if parts == nil {
		return "", errors.New("there is no front matter between two lines of ---")
	}
	var f frontMatter
	if err := strictly(parts[1], &f); err != nil {
		return "", err
	}
	if f.Title == "" || f.Minutes <= 0 || len(f.Words) == 0 || f.Misconception == "" || len(f.Reads) == 0 {
		return "", errors.New("a lesson has a title, minutes, words, a misconception, and reads")
	}
	l.Title, l.Minutes, l.Needs, l.Words = f.Title, f.Minutes, f.Needs, f.Words
	l.Misconception, l.Reads, l.Figures = f.Misconception, f.Reads, f.Figures
	return strings.TrimLeft(string(parts[2]), "\n"), nil
}

// strictly reads YAML that has no other fields than v has.
func strictly(text []byte, v any) error {
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	return d.Decode(v)
}
