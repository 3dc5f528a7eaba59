package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course"
	"wirelab/internal/course/paper"
	"wirelab/internal/term"
	"wirelab/lessons"
)

func lessonsShowCommand() *cli.Command {
	return &cli.Command{
		Name: "show", Usage: "shows a lesson, or a page with an answer, to be read",
		UsageText: "wirelab lessons show N | PAGE [--teacher]",
		Description: `N is a lesson's number, or part of its title or folder. wirelab lessons lists
lessons and pages; the page glossary has all words. Long texts are shown by
$PAGER, or by less.

EXAMPLES:
   wirelab lessons show 3
   wirelab lessons show byte stream
   wirelab lessons show 3 --teacher      what a teacher wants to know about it
   wirelab lessons show missed-event
   wirelab lessons show glossary`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "teacher", Usage: "show the teacher's page"},
		},
		Action: runLessonsShow,
	}
}

func runLessonsShow(c *cli.Context) error {
	if c.NArg() == 0 {
		return wrongf("say which: a lesson's number or part of its title, or a page; wirelab lessons lists them")
	}
	asked := strings.Join(c.Args().Slice(), " ")
	p := paperFor(c)
	defer term.ShowEscapes(c.App.Writer)()
	page, isPage := findPage(asked)
	var text string
	var err error
	switch {
	case isPage && c.Bool("teacher"):
		return wrongf("--teacher: the page %s has none for the teacher: lessons have", page.Name)
	case isPage:
		text, err = p.Text(page.Text, nil)
	default:
		lesson, findErr := findLesson(asked, true)
		if findErr != nil {
			return findErr
		}
		text, err = setLesson(p, lesson, c.Bool("teacher"))
	}
	if err != nil {
		return err
	}
	return term.Page(c.App.Writer, c.App.ErrWriter, text+"\n")
}

// paperFor is for where a command writes: a terminal, or whatever is no wider than 80 columns.
func paperFor(c *cli.Context) paper.Paper {
	p := paper.Paper{Width: 80, Escapes: term.Colours(c.App.Writer) && os.Getenv("TERM") != "dumb"}
	if columns := term.Width(c.App.Writer); columns > 0 {
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
		return lessons.Lesson{}, wrongf("%q may be lesson %s: say its number", asked, strings.Join(names, " or "))
	case orPage:
		return lessons.Lesson{}, wrongf("there is no lesson or page %q: wirelab lessons lists them", asked)
	}
	return lessons.Lesson{}, wrongf("there is no lesson %q: wirelab lessons lists them", asked)
}
