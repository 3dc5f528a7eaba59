package pages

import (
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"

	"wirelab/lessons"
)

// stations are the questions that lead through the course, each with the first of its lessons, by name. Lessons between
// two of these belong to the earlier station.
var stations = []struct{ question, from string }{
	{"What is a socket?", "first-words"},
	{"What do TCP and UDP promise?", "byte-stream"},
	{"What makes it slow?", "latency-and-bandwidth"},
	{"How does a server speak first?", "websocket"},
	{"Who hears an event?", "events-and-broadcast"},
	{"What if nobody hears it?", "missed-events"},
	{"A chat that survives", "own-chat"},
}

// A station is a part of the path.
type station struct {
	Question string
	Stops    []stop
}

// A stop is a lesson on the path.
type stop struct {
	lessons.Lesson
	Href          string
	Here          bool          // it is the page that is read
	Links         []named       // of its words
	Misconception template.HTML // for the teacher
}

// Name is what the lesson is called whatever its number.
func (s stop) Name() string { return lessonName(s.Lesson) }

func lessonName(l lessons.Lesson) string { return lessons.NameOf(l.Dir) }

// path is the way through the lessons as seen from a page, with links to one of the pages of each.
func (s *site) path(f frame, page func(lessons.Lesson) string) (all []station) {
	for _, l := range s.Lessons {
		at := slices.IndexFunc(stations, func(s struct{ question, from string }) bool { return s.from == lessonName(l) })
		switch last := len(all) - 1; {
		case at >= 0 && (last < 0 || all[last].Question != stations[at].question):
			all = append(all, station{Question: stations[at].question})
		case last < 0: // a course of other lessons
			all = append(all, station{Question: "The first lessons"})
		}
		to := stop{Lesson: l, Href: f.Link(page(l)), Here: page(l) == f.Path, Links: s.words(f, l.Words)}
		if f.Teacher {
			to.Misconception = s.writer(f.Path, "lessons").inline(l.Misconception)
		}
		last := &all[len(all)-1]
		last.Stops = append(last.Stops, to)
	}
	return all
}

// asked are the questions of the notes from which the course grew, by the names of the pages that answer them, in the
// notes' order. Other pages come after them.
var asked = []string{"bidirectional", "socketio-and-http", "client-emits", "server-emits", "missed-event", "mitigation"}

// A reply is a question with the page that answers it, and the lessons where it is tried.
type reply struct {
	named
	Lessons []named
}

// deeper is what an answer says at its end of the lessons that go deeper; span is a number in it, or two with all between.
var (
	deeper = regexp.MustCompile(`(?s)\nGoes deeper: (.*?)(?:\n\n|\n?$)`)
	span   = regexp.MustCompile(`([0-9]+)(?: to ([0-9]+))?`)
)

// triedIn says whether an answer names a lesson as one that goes deeper.
func triedIn(text string, lesson int) bool {
	said := deeper.FindStringSubmatch(text)
	if said == nil {
		return false
	}
	for _, m := range span.FindAllStringSubmatch(said[1], -1) {
		first, _ := strconv.Atoi(m[1])
		last, err := strconv.Atoi(m[2])
		if err != nil {
			last = first
		}
		if first <= lesson && lesson <= last {
			return true
		}
	}
	return false
}

// replies are the questions in their order, each with the lessons where it is tried.
func (s *site) replies(f frame) (all []reply) {
	pages := slices.Clone(s.Answers)
	place := func(p lessons.Page) int {
		if at := slices.Index(asked, p.Name); at >= 0 {
			return at
		}
		return len(asked)
	}
	slices.SortStableFunc(pages, func(a, b lessons.Page) int { return place(a) - place(b) })
	for _, p := range pages {
		r := reply{named: named{p.Title, f.Link(answerPage(p))}}
		for _, l := range s.Lessons {
			if triedIn(p.Text, l.Number) {
				r.Lessons = append(r.Lessons, named{fmt.Sprintf("lesson %d", l.Number), f.Link(lessonPage(l))})
			}
		}
		all = append(all, r)
	}
	return all
}

// noted are the words of the notes, in their order.
var noted = []string{"socket", "WebSocket", "Socket.IO", "client", "server", "OSI model", "TCP/IP model", "TCP", "UDP", "packet"}
