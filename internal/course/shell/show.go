package shell

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"wirelab/internal/course"
	"wirelab/internal/course/paper"
	"wirelab/internal/term"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Show shows on out the lesson that is asked for by its number or part of its title, or the page of that name,
// with the user's pager if out is a terminal.
func Show(asked string, teacher bool, out, notes io.Writer) error {
	p := paperFor(out)
	defer term.ShowEscapes(out)()
	page, isPage := findPage(asked)
	var text string
	var err error
	switch {
	case isPage && teacher:
		return usage.Wrongf("--teacher: the page %s has none for the teacher: lessons have", page.Name)
	case isPage:
		text, err = p.Text(page.Text, nil)
	default:
		lesson, findErr := findLesson(asked, true)
		if findErr != nil {
			return findErr
		}
		text, err = setLesson(p, lesson, teacher)
	}
	if err != nil {
		return err
	}
	return term.Page(out, notes, text+"\n")
}

// paperFor is for what is written to out: a terminal, or whatever is no wider than 80 columns.
func paperFor(out io.Writer) paper.Paper {
	p := paper.Paper{Width: 80, Escapes: term.Colours(out)}
	if columns := term.Width(out); columns > 0 {
		p.Width = min(p.Width, columns)
	}
	return p
}

// setLesson sets a lesson, or the teacher's page to it. What misconception it attacks is for the teacher
// only: a learner has not made a prediction yet.
func setLesson(p paper.Paper, l lessons.Lesson, teacher bool) (string, error) {
	source := l.Text
	lines := []string{p.Rule(fmt.Sprintf("Lesson %d", l.Number)), p.Wrap("", course.Facts(l))}
	if teacher {
		source = l.Teacher
		lines = append(lines, "", p.Wrap("", "Many think: "+l.Misconception))
	}
	text, err := p.Text(source, l.Predictions)
	if err != nil {
		return "", err
	}
	lines = append(lines, "", text, "")
	if teacher {
		lines = append(lines, p.Wrap("Before the class:   ", fmt.Sprintf("wirelab lessons run %d --present", l.Number)))
	} else {
		lines = append(lines, p.Wrap("Step by step: ", fmt.Sprintf("wirelab lessons run %d", l.Number)))
	}
	return strings.Join(lines, "\n"), nil
}

// findPage finds a page by its name.
func findPage(asked string) (lessons.Page, bool) {
	for _, p := range append(lessons.Answers(), lessons.Glossary()) {
		if strings.EqualFold(strings.ReplaceAll(asked, " ", "-"), p.Name) {
			return p, true
		}
	}
	return lessons.Page{}, false
}

// findLesson finds the lesson of that number, or the one that has asked in its title or folder.
func findLesson(asked string, orPage bool) (lessons.Lesson, error) {
	number, err := strconv.Atoi(asked)
	isNumber := err == nil
	wanted := strings.ToLower(asked)
	var found []lessons.Lesson
	for _, l := range lessons.All() {
		switch {
		case isNumber && l.Number == number:
			return l, nil
		case !isNumber && (strings.Contains(strings.ToLower(l.Title), wanted) || strings.Contains(l.Dir, wanted)):
			found = append(found, l)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var names []string
		for _, l := range found {
			names = append(names, fmt.Sprintf("%d (%s)", l.Number, l.Title))
		}
		return lessons.Lesson{}, usage.Wrongf("%q may be lesson %s: say its number", asked, strings.Join(names, " or "))
	case orPage:
		return lessons.Lesson{}, usage.Wrongf("there is no lesson or page %q: wirelab lessons lists them", asked)
	}
	return lessons.Lesson{}, usage.Wrongf("there is no lesson %q: wirelab lessons lists them", asked)
}
