package pages

import (
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"wirelab/lessons"
)

// inner is a heading's text, without its tags.
func inner(heading template.HTML) template.HTML {
	return template.HTML(headingTags.ReplaceAllString(strings.TrimSpace(string(heading)), ""))
}

var headingTags = regexp.MustCompile(`^<h[1-6][^>]*>|</h[1-6]>$`)

// A textData is what a page with a text is filled in with.
type textData struct {
	frame
	Eyebrow  string // above the title
	Facts    string
	Words    []named
	Reads    []named
	Sections []section
	Lead     string // what a teacher's page is about
	Answers  []answer
	Before   *named
	After    *named
	Other    *named // the same lesson's page for the class
	Stations []station
}

// words links to the glossary.
func (s *site) words(f frame, words []string) (links []named) {
	for _, word := range words {
		link := ""
		if w, ok := lessons.Define(word); ok {
			link = f.Link(glossaryPage) + "#" + slug(w.Name)
		}
		links = append(links, named{word, link})
	}
	return links
}

// facts say how long a lesson takes and which come before it.
func facts(l lessons.Lesson) string {
	text := fmt.Sprintf("%d minutes in class", l.Minutes)
	if after := l.After(); after != "" {
		text += ", " + after
	}
	return text
}

// around are the lessons before and after the i-th, as links.
func (s *site) around(f frame, i int, page func(lessons.Lesson) string) (before, after *named) {
	link := func(l lessons.Lesson) *named {
		return &named{fmt.Sprintf("%d. %s", l.Number, l.Title), f.Link(page(l))}
	}
	if i > 0 {
		before = link(s.Lessons[i-1])
	}
	if i+1 < len(s.Lessons) {
		after = link(s.Lessons[i+1])
	}
	return before, after
}

// lessons writes the lessons.
func (s *site) lessons() error {
	for i, l := range s.Lessons {
		path := lessonPage(l)
		d := textData{frame: s.frame(path, l.Title), Eyebrow: fmt.Sprintf("Lesson %d", l.Number), Facts: facts(l)}
		w := s.writer(path, "lessons/"+l.Dir)
		var err error
		if d.Sections, err = w.lay(l.Text, l); err != nil {
			return fmt.Errorf("%s: %w", l.Dir, err)
		}
		task, err := s.addTask(l, d.Sections)
		if err != nil {
			return err
		}
		d.Editor = task != nil && task.Beyond == ""
		d.Words = s.words(d.frame, l.Words)
		for _, file := range l.Reads {
			link := ""
			if page, ok := s.pages[file]; ok {
				link = d.Link(page)
			}
			d.Reads = append(d.Reads, named{file, link})
		}
		d.Lesson, d.Stations = lessonName(l), s.path(d.frame, lessonPage)
		d.Before, d.After = s.around(d.frame, i, lessonPage)
		if err := s.write(path, "text.html", d); err != nil {
			return err
		}
	}
	return nil
}

// teachers writes the pages for the teacher.
func (s *site) teachers() error {
	for i, l := range s.Lessons {
		path := teacherPage(l)
		d := textData{
			frame: s.frame(path, l.Title), Eyebrow: fmt.Sprintf("For the teacher: lesson %d", l.Number),
			Facts: facts(l), Lead: l.Misconception,
		}
		w := s.writer(path, "lessons/"+l.Dir)
		var err error
		if d.Sections, err = w.lay(l.Teacher, lessons.Lesson{}); err != nil {
			return fmt.Errorf("%s: teacher.md: %w", l.Dir, err)
		}
		for n := range l.Predictions {
			d.Answers = append(d.Answers, w.answer(l, n))
		}
		d.Before, d.After = s.around(d.frame, i, teacherPage)
		d.Stations = s.path(d.frame, teacherPage)
		d.Other = &named{"The page for the class", d.Link(lessonPage(l))}
		if err := s.write(path, "text.html", d); err != nil {
			return err
		}
	}
	return s.write(TeacherIndex, "index.html", s.courseTable(TeacherIndex, "For the teacher", teacherPage))
}

// answers writes the pages that answer questions.
func (s *site) answers() error {
	for _, p := range s.Answers {
		path := answerPage(p)
		d := textData{frame: s.frame(path, p.Title), Eyebrow: "A question"}
		var err error
		if d.Sections, err = s.writer(path, "lessons/answers").lay(p.Text, lessons.Lesson{}); err != nil {
			return fmt.Errorf("%s.md: %w", p.Name, err)
		}
		if err := s.write(path, "text.html", d); err != nil {
			return err
		}
	}
	return nil
}

// syllabus writes the course on one page, if there is such a text.
func (s *site) syllabus() error {
	if s.Syllabus.Text == "" {
		return nil
	}
	d := textData{frame: s.frame(syllabusPage, s.Syllabus.Title), Eyebrow: "For teachers"}
	text := s.Syllabus.Text
	for _, l := range s.Lessons { // a terminal would show where the links lead
		row := fmt.Sprintf("\n| %d %s |", l.Number, l.Title)
		text = strings.Replace(text, row, fmt.Sprintf("\n| %d [%s](%s/lesson.md) |", l.Number, l.Title, l.Dir), 1)
	}
	var err error
	if d.Sections, err = s.writer(syllabusPage, "lessons").lay(text, lessons.Lesson{}); err != nil {
		return fmt.Errorf("%s: %w", s.Syllabus.Name, err)
	}
	return s.write(syllabusPage, "text.html", d)
}

type indexData struct {
	frame
	Count, Hours string
	Syllabus     *named // the course on one page, if there is that
	Stations     []station
	Replies      []reply
	Noted        []named
}

// courseTable lists the lessons, with links to one of the pages of each.
func (s *site) courseTable(path, title string, page func(lessons.Lesson) string) indexData {
	d := indexData{frame: s.frame(path, title), Count: fmt.Sprint(len(s.Lessons))}
	minutes := 0
	for _, l := range s.Lessons {
		minutes += l.Minutes
	}
	d.Hours = fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	d.Stations = s.path(d.frame, page)
	if s.Syllabus.Text != "" {
		d.Syllabus = &named{s.Syllabus.Title, d.Link(syllabusPage)}
	}
	return d
}

// index writes the course's first page: the path through the lessons, and the questions that come up.
func (s *site) index() error {
	d := s.courseTable(Index, "The course", lessonPage)
	d.Replies = s.replies(d.frame)
	d.Noted = s.words(d.frame, noted)
	return s.write(Index, "index.html", d)
}

// commandLinePage has the program itself. What follows # in its address is a command to begin with.
const commandLinePage = "commandline.html"

type commandLineData struct {
	frame
	Tries []string // commands to begin with
}

// commandLine writes the page that has the program itself, if there is an engine to run it.
func (s *site) commandLine() error {
	if s.Engine == "" {
		return nil
	}
	return s.write(commandLinePage, commandLinePage, commandLineData{s.frame(commandLinePage, "Command line"), []string{
		"wirelab bench", "wirelab ladder tcp", "wirelab layers", "wirelab bench --server broadcast", "wirelab demo", "wirelab define socket",
		"wirelab links", "wirelab --help",
	}})
}

type glossaryData struct {
	frame
	Words []word
}

// A word of the glossary.
type word struct {
	lessons.Word
	ID                            string
	Precisely, Loosely, PeopleSay template.HTML
	Lessons                       []named // that make it hands-on
	Runs                          string  // where what shows it can be run; empty: nowhere
}

// glossary writes the words.
func (s *site) glossary() error {
	d := glossaryData{frame: s.frame(glossaryPage, "Glossary")}
	w := s.writer(glossaryPage, "lessons")
	for _, entry := range s.Course.Words {
		shown := word{
			Word: entry, ID: slug(entry.Name), Precisely: w.inline(entry.Precisely),
			Loosely: w.inline(entry.Loosely), PeopleSay: w.inline(entry.PeopleSay),
		}
		if s.Engine != "" {
			shown.Runs = d.Link(commandLinePage) + "#" + strings.ReplaceAll(url.QueryEscape(entry.SeeIt), "+", "%20")
		}
		for _, l := range s.Lessons {
			for _, name := range l.Words {
				if of, ok := lessons.Define(name); ok && of.Name == entry.Name {
					shown.Lessons = append(shown.Lessons, named{fmt.Sprintf("lesson %d", l.Number), d.Link(lessonPage(l))})
				}
			}
		}
		d.Words = append(d.Words, shown)
	}
	return s.write(glossaryPage, "glossary.html", d)
}
