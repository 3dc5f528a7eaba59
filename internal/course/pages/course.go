// Package pages writes the course as plain HTML: pages that work from a file, without a network. Code
// and output stand beside the text. Predictions are forms, and what was measured stays folded until a
// choice is made: by a script, or, where there is none, by <details>.
package pages

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"wirelab/internal/web/asset"
	"wirelab/lessons"
)

// A Course is what the pages are made of.
type Course struct {
	Lessons []lessons.Lesson
	Answers []lessons.Page
	Words   []lessons.Word
	// Syllabus is the course on one page. There may be none.
	Syllabus lessons.Page
	Version  string // of wirelab, for the foot of each page

	// Verdicts are what was measured for the predictions of each lesson, by its folder and in their order.
	// What is missing counts as not measured.
	Verdicts map[string][]Verdict
	// Engine is the folder, within the site, of what runs commands and experiments in the page, or EngineHTTP. Empty: nothing does.
	Engine string
	// Offline says that there is a service worker beside the index, which keeps the pages for when there is no network.
	Offline bool
	// Class says that the site is served to a class (internal/web/classroom).
	Class bool
	// Source is wirelab's own. nil: it is not at hand, and the pages have only what stands in the texts.
	Source fs.FS
}

// A Verdict says which choice of a prediction was measured.
type Verdict struct {
	Right   int    // from 0
	Problem string // why it could not be measured; then Right is what the lesson expects
}

// Index is where one begins to read.
const Index = "index.html"

// TeacherIndex is where a teacher begins. No page outside its folder links to it, so that the folder can be
// left out.
const TeacherIndex = "teacher/index.html"

//go:embed page
var templates embed.FS

// EngineHTTP is the Engine that is the program that serves the pages (internal/web/asset/engine.mjs).
const EngineHTTP = "http"

// ServiceWorker is where Offline has the pages look for it.
const ServiceWorker = "sw.js"

// Render returns the files of the course, by their paths, with slashes.
func (c Course) Render() (map[string][]byte, error) {
	s, err := newSite(c)
	if err != nil {
		return nil, err
	}
	for _, write := range []func() error{s.index, s.glossary, s.lessons, s.answers, s.syllabus, s.teachers, s.sources, s.experiment, s.class, s.commandLine, s.taskFiles} {
		if err := write(); err != nil {
			return nil, err
		}
	}
	if s.files["asset/course.js"], err = asset.Script(asset.Files, "course.mjs"); err != nil {
		return nil, err
	}
	for _, name := range []string{"site.css", "theme.js"} {
		if s.files["asset/"+name], err = asset.Files.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return s.files, nil
}

// A site is the course while it is written.
type site struct {
	Course
	templates *template.Template
	pages     map[string]string // where a file of the source is to be read: the page's path
	listed    map[string][]string
	files     map[string][]byte // what is written
	tasks     map[string][]byte // files of the lessons' tasks, by their paths in the course's folder
}

func newSite(c Course) (*site, error) {
	s := &site{Course: c, files: map[string][]byte{}}
	s.pages = map[string]string{"lessons": Index, "lessons/README.md": Index, "lessons/glossary.md": glossaryPage}
	for _, l := range c.Lessons {
		s.pages["lessons/"+l.Dir] = lessonPage(l)
		s.pages["lessons/"+l.Dir+"/lesson.md"] = lessonPage(l)
		s.pages["lessons/"+l.Dir+"/teacher.md"] = teacherPage(l)
		for name, picture := range l.Pictures {
			s.files["lessons/"+l.Dir+"/"+name] = picture // where it is in the source, too
		}
	}
	for _, p := range c.Answers {
		s.pages["lessons/answers/"+p.Name+".md"] = answerPage(p)
	}
	s.findSources()
	var err error
	if s.tasks, err = lessons.Tasks(); err != nil {
		return nil, err
	}
	s.templates, err = template.New("").Funcs(template.FuncMap{"next": func(i int) int { return i + 1 }}).ParseFS(templates, "page/*.html")
	return s, err
}

const (
	glossaryPage = "glossary.html"
	syllabusPage = "syllabus.html"
)

func lessonPage(l lessons.Lesson) string  { return "lessons/" + l.Dir + ".html" }
func teacherPage(l lessons.Lesson) string { return "teacher/" + l.Dir + ".html" }
func answerPage(p lessons.Page) string    { return "answers/" + p.Name + ".html" }
func sourcePage(file string) string       { return "source/" + file + ".html" }

// A frame is what all pages have in common.
type frame struct {
	Path    string
	Title   string
	Teacher bool
	Lesson  string // its name, if it is one
	Editor  bool   // a task is done in it, in a worker (internal/web/asset/taskworker.mjs)
	Version string
	Engine  string // where it is as seen from the page; empty: nowhere
	Offline string // where the service worker is; empty: nowhere
	// ClassRoot leads to the site, where a class is; empty: there is none.
	ClassRoot string
}

func (s *site) frame(path, title string) frame {
	f := frame{Path: path, Title: title, Version: s.Version, Teacher: strings.HasPrefix(path, "teacher/")}
	if f.Engine = s.Engine; f.Engine != "" && f.Engine != EngineHTTP {
		f.Engine = f.Link(s.Engine)
	}
	if s.Offline {
		f.Offline = f.Link(ServiceWorker)
	}
	if s.Class {
		f.ClassRoot = cmp.Or(f.Link(""), "./")
	}
	return f
}

// Tab is what a browser's tab says. The teacher's pages are called as those of all.
func (f frame) Tab() string {
	switch {
	case f.Path == ClassTeacherPage:
		return "The teacher’s screen"
	case f.Teacher && f.Path != TeacherIndex:
		return f.Title + ", for the teacher"
	}
	return f.Title
}

// Link leads from this page to another.
func (f frame) Link(path string) string { return relative(f.Path, path) }

func relative(from, to string) string { return strings.Repeat("../", strings.Count(from, "/")) + to }

// write fills in a template.
func (s *site) write(path, name string, data any) error {
	var b bytes.Buffer
	if err := s.templates.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	s.files[path] = b.Bytes()
	return nil
}
