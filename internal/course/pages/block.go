package pages

import (
	"fmt"
	"html/template"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// A block stands beside the text: code, a picture, or commands with what they print.
type block struct {
	Caption  string
	Link     string // of the caption, if it has any
	Name     string // what it is, for those who do not see it
	Code     template.HTML
	Picture  template.HTML
	Commands []command
	Tall     bool // it does not fit a screen
}

// A command of a console block.
type command struct {
	Line    string
	Output  string
	Runs    bool // a page with an engine can run it
	Gate    gate // what has to be predicted before the output is shown
	Answers []answer
}

// Words are what the line is broken between, if it is too long.
func (c command) Words() []string { return strings.Split(c.Line, " ") }

// A gate keeps something folded until predictions are made: those of these numbers, from 1.
type gate []int

// Numbers is the gate as an attribute.
func (g gate) Numbers() string { return strings.Trim(fmt.Sprint([]int(g)), "[]") }

// An answer says what was measured for a question.
type answer struct {
	question
	Right   int // from 0
	Problem string
}

// Measured is the choice that is right.
func (a answer) Measured() choice { return a.Choices[a.Right] }

// Thoughts are the choices that are wrong, with what somebody thinks who makes them.
func (a answer) Thoughts() (wrong []choice) {
	for i, c := range a.Choices {
		if i != a.Right {
			wrong = append(wrong, c)
		}
	}
	return wrong
}

// A question is a prediction to be made.
type question struct {
	Number  int // from 1
	Text    template.HTML
	Choices []choice
}

// A choice is one of its answers.
type choice struct {
	Number        int // from 0
	Letter        string
	Text          template.HTML
	Misconception template.HTML
}

func (w *writer) question(number int, p lessons.Prediction) question {
	q := question{Number: number + 1, Text: w.inline(p.Question)}
	for i, c := range p.Choices {
		q.Choices = append(q.Choices, choice{i, lessons.Letter(i), w.inline(c.Text), w.inline(c.Misconception)})
	}
	return q
}

// answer is what was measured for the lesson's n-th question, from 0.
func (w *writer) answer(l lessons.Lesson, n int) answer {
	v := Expected(l.Predictions[n])
	if all := w.site.Verdicts[l.Dir]; n < len(all) {
		v = all[n]
	}
	return answer{question: w.question(n, l.Predictions[n]), Right: v.Right, Problem: v.Problem}
}

// Expected is what is right if nobody has measured: the choice that is no misconception.
func Expected(p lessons.Prediction) Verdict {
	for i, c := range p.Choices {
		if c.Misconception == "" {
			return Verdict{i, "nobody has measured it"}
		}
	}
	return Verdict{0, "nobody has measured it"}
}

// tall is from how many lines on a block is scrolled with the page, and does not stay beside the text.
const tall = 28

// code is a block of code. Only a declaration says where it is from.
func (w *writer) code(p weave.Piece) block {
	b := block{Tall: strings.Count(p.Body, "\n") > tall}
	file := "." + strings.Join(p.Info, " ")
	if source, name, ok := p.Declaration(); ok {
		file = source
		b.Caption, b.Name = file+" · "+name, name+" in "+file
		b.Link = w.sourceLink(file, strings.TrimSuffix(p.Body, "\n"))
	}
	b.Code = joined(highlighted(file, p.Body))
	return b
}

// captions say what to do with a console block.
var captions = map[string]string{
	"":        "Run it",
	"shape":   "Run it. Your numbers will differ",
	"running": "Run it, and leave it running",
	"shown":   "Try it. This is an example",
}

func console(p weave.Piece) (block, error) {
	commands, err := weave.Commands(p.Body)
	if err != nil {
		return block{}, err
	}
	b := block{Tall: strings.Count(p.Body, "\n") > tall, Caption: captions[strings.Join(p.Info[1:], " ")]}
	how := strings.Join(p.Info[1:], " ")
	for _, c := range commands {
		runs := (how == "" || how == "shape") && strings.HasPrefix(c.Line, "wirelab ")
		b.Commands = append(b.Commands, command{Line: c.Line, Output: c.Output, Runs: runs})
	}
	return b, nil
}
