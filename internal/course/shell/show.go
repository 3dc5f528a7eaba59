package shell

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"wirelab/internal/course"
	"wirelab/internal/course/paper"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
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
		return usage.Wrongf("--teacher: the page %s has no teacher's page; lessons have one", page.Name)
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

// ShowLesson shows a lesson or a page as Show does, where the name of a command could stand as well: an error names
// those.
func ShowLesson(asked string, commands []string, out, notes io.Writer) error {
	_, isPage := findPage(asked)
	if _, err := strconv.Atoi(asked); err == nil || isPage || len(lessonsLike(asked)) > 0 {
		return Show(asked, false, out, notes)
	}
	return usage.Wrongf("there is no %q: %s", asked, usage.DidYouMean(asked, append(commands, names(true)...),
		"it is "+strings.Join(commands, ", ")+", or a lesson's number or part of its title"))
}

// paperFor is for what is written to out: prose is no wider than 80 columns, and nothing is wider than
// what is known of the screen.
func paperFor(out io.Writer) paper.Paper {
	return paper.Paper{
		Width: min(table.Width, term.Columns(out)), Wide: term.KnownColumns(out), Escapes: term.Colours(out),
	}
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
