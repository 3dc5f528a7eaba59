package pages

import (
	"slices"
	"strings"
	"testing"

	"wirelab/lessons"
)

// TestPath: the path has all lessons in their order, begins with what a socket is, and ends with a chat.
func TestPath(t *testing.T) {
	s, err := newSite(course())
	if err != nil {
		t.Fatal(err)
	}
	all := s.path(s.frame(Index, ""), lessonPage)
	var numbers []int
	var questions []string
	for _, station := range all {
		questions = append(questions, station.Question)
		for _, stop := range station.Stops {
			numbers = append(numbers, stop.Number)
		}
	}
	if len(numbers) != len(lessons.All()) || !slices.IsSorted(numbers) {
		t.Errorf("lessons %d", numbers)
	}
	if questions[0] != "What is a socket?" || questions[len(questions)-1] != "A chat that survives" {
		t.Errorf("%q", questions)
	}
	for _, station := range stations {
		if !slices.ContainsFunc(lessons.All(), func(l lessons.Lesson) bool { return lessonName(l) == station.from }) {
			t.Errorf("no lesson is called %q", station.from)
		}
	}
	for i, q := range questions {
		if slices.Contains(questions[:i], q) {
			t.Errorf("%q comes twice", q)
		}
	}
}

// TestReplies: the questions of the notes come first, in their order, and each leads to a lesson.
func TestReplies(t *testing.T) {
	s, err := newSite(course())
	if err != nil {
		t.Fatal(err)
	}
	all := s.replies(s.frame(Index, ""))
	if len(all) != len(lessons.Answers()) {
		t.Fatalf("%d questions", len(all))
	}
	for i, name := range asked {
		if want := "answers/" + name + ".html"; all[i].Href != want || len(all[i].Lessons) == 0 {
			t.Errorf("%d: %s with lessons %v, want %s", i, all[i].Href, all[i].Lessons, want)
		}
	}
	for _, word := range noted {
		if _, ok := lessons.Define(word); !ok {
			t.Errorf("the notes' %q is not in the glossary", word)
		}
	}
}

// TestSyllabusPage: both indexes lead to the course on one page, and it leads to each lesson.
func TestSyllabusPage(t *testing.T) {
	all := pages(t, renderWhole(t))
	for from, to := range map[string]string{Index: syllabusPage, TeacherIndex: "../" + syllabusPage} {
		if !slices.Contains(all[from].links, to) {
			t.Errorf("%s has no link to %s", from, to)
		}
	}
	for _, l := range lessons.All() {
		if !slices.Contains(all[syllabusPage].links, lessonPage(l)) {
			t.Errorf("it has no link to lesson %d", l.Number)
		}
	}
	if text := render(t, small())[Index]; strings.Contains(string(text), syllabusPage) {
		t.Error("there is no syllabus, and a link to it")
	}
}

// TestTriedIn: the lessons are those that the last paragraph names.
func TestTriedIn(t *testing.T) {
	text := "# Why?\n\nIn lesson 2.\n\nGoes deeper: lesson 9 for this, lessons 11 to 13\nand 4 for that.\n"
	var in []string
	for n := range 20 {
		if triedIn(text, n) {
			in = append(in, string(rune('a'+n)))
		}
	}
	if got := strings.Join(in, ""); got != "ejlmn" {
		t.Errorf("lessons %s", got)
	}
}
