// Package course goes through a lesson step by step: it asks for predictions, runs the experiments that
// decide them, and says what was measured. A Walk does that with one learner, Slides before a class. It
// knows no terminal: what is shown goes to a writer or comes as text, and answers and keys are handed in.
package course

import (
	"fmt"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// A Kind is what a step does when its text has been shown.
type Kind int

const (
	Read   Kind = iota // nothing more
	Ask                // asks for a prediction
	Run                // runs a command
	Serve              // starts a server, which goes on for the rest of the lesson
	Try                // shows a command that is for another terminal, or another machine
	Answer             // says what the commands before it have measured
)

// A Step is a part of a lesson, short enough to be looked at in one go.
type Step struct {
	Kind       Kind
	Section    string        // the heading above it; empty before the first
	Text       string        // Markdown, with blocks of code; may be empty
	Prediction int           // of Ask and Answer, from 0
	Command    weave.Command // of Run, Serve and Try, with the output that stands in the lesson
}

// ReadMore is the heading of what is no step of a lesson: the rest, for who wants to know more.
const ReadMore = "Read more"

// Steps takes a lesson apart, up to ReadMore. A step ends with a block: a question, a command, or a declaration. An Answer
// comes right after the first command that decides it, of those after the question.
func Steps(l lessons.Lesson) ([]Step, error) {
	pieces, err := weave.Split(l.Text)
	if err != nil {
		return nil, err
	}
	s := &splitter{number: l.Number, predictions: l.Predictions, open: map[int]bool{}}
	for _, p := range pieces {
		if s.section == ReadMore {
			break
		}
		if err := s.piece(p); err != nil {
			return nil, fmt.Errorf("line %d: %w", p.Line, err)
		}
	}
	s.end(Step{})
	for i := range l.Predictions {
		if s.open[i] {
			return nil, fmt.Errorf("question %d: %s does not come after it", i+1, l.Predictions[i].Run)
		}
	}
	return s.steps, nil
}

type splitter struct {
	number      int // of the lesson
	predictions []lessons.Prediction
	steps       []Step
	section     string
	text        strings.Builder // of the next step
	open        map[int]bool    // predictions that are asked and not yet answered
}

func (s *splitter) piece(p weave.Piece) error {
	switch {
	case !p.Block:
		s.prose(p.Body)
	case p.Is("predict") && len(p.Info) == 2:
		n, err := lessons.Question(s.predictions, p.Info[1])
		if err != nil {
			return err
		}
		s.open[n] = true
		s.end(Step{Kind: Ask, Prediction: n})
	case p.Is("console"):
		return s.console(p)
	default:
		s.text.WriteString(p.Text())
		if p.Is("go") {
			s.end(Step{})
		}
	}
	return nil
}

// prose takes headings out of the text: those of sections, and the lesson's title.
func (s *splitter) prose(text string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "# ") {
			continue
		}
		if section, ok := strings.CutPrefix(line, "## "); ok {
			if section = strings.TrimSpace(section); section == ReadMore {
				fmt.Fprintf(&s.text, "More about this, and the answers: `wirelab lessons show %d`\n", s.number)
			}
			s.end(Step{})
			if s.section = section; section == ReadMore {
				return
			}
			continue
		}
		s.text.WriteString(line)
	}
}

// console makes a step of each command, and one of each prediction that it decides.
func (s *splitter) console(p weave.Piece) error {
	commands, err := weave.Commands(p.Body)
	if err != nil {
		return err
	}
	kind := Run
	switch strings.Join(p.Info[1:], " ") {
	case "running":
		kind = Serve
	case "shown":
		kind = Try
	}
	for _, c := range commands {
		s.end(Step{Kind: kind, Command: c})
		for i, prediction := range s.predictions {
			if s.open[i] && prediction.Run == c.Line {
				s.end(Step{Kind: Answer, Prediction: i})
				s.open[i] = false
			}
		}
	}
	return nil
}

// end adds a step with the text that has come before it. What has neither text nor anything to do is none.
func (s *splitter) end(step Step) {
	step.Section, step.Text = s.section, strings.TrimSpace(s.text.String())
	s.text.Reset()
	if step.Kind != Read || step.Text != "" {
		s.steps = append(s.steps, step)
	}
}
