package pages

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// A section is a text from a heading of the second level to the next. The first has none.
type section struct {
	ID      string
	Heading template.HTML
	Gate    gate // what has to be predicted before it is shown
	Parts   []part
	Task    *task // nil: there is none
}

// A part of a section is either some questions, or a row: text with the blocks that belong to it.
type part struct {
	Questions []question
	Text      []template.HTML
	Beside    []block
	Answers   []answer // that belong to no command
}

// Decided are the answers of the row: those that its commands decide, and the others.
func (p part) Decided() (all []answer) {
	for _, b := range p.Beside {
		for _, c := range b.Commands {
			all = append(all, c.Answers...)
		}
	}
	return append(all, p.Answers...)
}

// layout lays out a text in sections.
type layout struct {
	*writer
	lesson   lessons.Lesson // empty if the text is no lesson's
	sections []section
	asked    []int // questions without an answer yet, from 0
	answered gate
}

// lay lays out a text of a lesson, or of a page that has no predictions.
func (w *writer) lay(text string, l lessons.Lesson) ([]section, error) {
	pieces, err := weave.Split(text)
	if err != nil {
		return nil, err
	}
	y := &layout{writer: w, lesson: l, sections: []section{{}}}
	for i, p := range pieces {
		beforeBlock := i+1 < len(pieces) && pieces[i+1].Block && !pieces[i+1].Is("predict")
		if err := y.piece(p, beforeBlock); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.Line, err)
		}
	}
	if len(y.asked) > 0 { // no command decides them
		last := y.newPart()
		for _, n := range y.asked {
			last.Answers = append(last.Answers, y.answer(l, n))
		}
	}
	if first := y.sections[0]; len(first.Parts) == 0 {
		y.sections = y.sections[1:]
	}
	return y.sections, nil
}

// section is the one that is being laid out.
func (y *layout) section() *section { return &y.sections[len(y.sections)-1] }

// newPart begins one in the section.
func (y *layout) newPart() *part {
	s := y.section()
	s.Parts = append(s.Parts, part{})
	return &s.Parts[len(s.Parts)-1]
}

// row is the part to which text can be added.
func (y *layout) row() *part { return y.part(false) }

// part is the section's last one if that fits: it has questions, or a row. Otherwise it is a new one.
func (y *layout) part(questions bool) *part {
	s := y.section()
	if n := len(s.Parts); n > 0 && (s.Parts[n-1].Questions != nil) == questions {
		return &s.Parts[n-1]
	}
	return y.newPart()
}

func (y *layout) piece(p weave.Piece, beforeBlock bool) error {
	switch {
	case !p.Block:
		return y.prose(p.Body, beforeBlock)
	case p.Is("predict"):
		n, err := lessons.Question(y.lesson.Predictions, strings.Join(p.Info[1:], " "))
		if err != nil {
			return err
		}
		y.ask(n)
	case p.Is("console"):
		b, err := console(p)
		if err != nil {
			return err
		}
		y.gates(&b)
		r := y.row()
		r.Beside = append(r.Beside, b)
	default:
		r := y.row()
		r.Beside = append(r.Beside, y.code(p))
	}
	return nil
}

// ask adds a question to those right before it.
func (y *layout) ask(n int) {
	last := y.part(true)
	last.Questions = append(last.Questions, y.question(n, y.lesson.Predictions[n]))
	y.asked = append(y.asked, n)
}

// prose adds a text. The paragraph that introduces a block or a picture begins a row, so that this stands beside
// it; what follows a block stays with that. So does a heading with what it is above.
func (y *layout) prose(text string, beforeBlock bool) error {
	all, err := y.elements(text)
	if err != nil {
		return err
	}
	intro := len(all)
	if beforeBlock && intro > 0 {
		intro--
		for intro > 0 && all[intro-1].level > 2 {
			intro--
		}
	}
	for i, e := range all {
		switch {
		case e.level == 1: // the page has its title
			continue
		case e.level == 2:
			y.sections = append(y.sections, section{ID: e.id, Heading: inner(e.html), Gate: slices.Clone(y.answered)})
			continue
		case e.draws != "":
			r := y.row()
			r.Beside = append(r.Beside, block{Caption: e.draws, Picture: e.html})
			continue
		case i == intro, i+1 < len(all) && all[i+1].draws != "" && e.level == 0, e.level > 0 && (i == 0 || all[i-1].level == 0):
			if r := y.row(); len(r.Text)+len(r.Beside) > 0 {
				y.newPart()
			}
		}
		r := y.row()
		r.Text = append(r.Text, e.html)
	}
	return nil
}

// gates folds what gives answers away, and puts answers where they are decided.
func (y *layout) gates(b *block) {
	for i := range b.Commands {
		c := &b.Commands[i]
		var still []int
		for _, n := range y.asked {
			if y.lesson.Predictions[n].Run != c.Line {
				still = append(still, n)
				continue
			}
			c.Answers = append(c.Answers, y.answer(y.lesson, n))
			y.answered = append(y.answered, n+1)
		}
		y.asked = still
		before := y.section().Gate // they are made when one sees the section
		c.Gate = slices.Clone(y.answered[len(before):])
	}
}
