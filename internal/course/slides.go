package course

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// Slides are a lesson before a class: one step at a time, with the votes on its predictions.
type Slides struct {
	Lesson  lessons.Lesson
	Steps   []Step // of the lesson
	Shell   weave.Shell
	Escapes bool // as those of paper

	width, height int // of the screen

	at       int    // the step shown, from 0; -1: the title; len(Steps): the end
	page     int    // of it, from 0
	typed    string // of a vote
	message  string // what there is to say about the last key
	quitting bool   // Quit was pressed
	allVotes map[int][][]int
	outcomes map[int]outcome // of commands, by their steps
	results  map[int]result  // by prediction

	experiments experiments
}

// Open begins with the title.
func (s *Slides) Open() {
	s.at = -1
	s.allVotes, s.outcomes, s.results = map[int][][]int{}, map[int]outcome{}, map[int]result{}
	s.experiments.shell = s.Shell
}

// An Act is what a key asks for beyond another view.
type Act int

const (
	Stay Act = iota
	Work     // call Work, which may take a while
	End
)

// Press changes what is shown.
func (s *Slides) Press(k Key) Act {
	s.message = ""
	quitting := s.quitting
	s.quitting = false
	switch k {
	case Stop:
		return End
	case Quit:
		if quitting || s.at == len(s.Steps) {
			return End
		}
		s.quitting = true
		s.message = "q once more ends the lesson"
	case Next:
		return s.next()
	case Back:
		s.back()
	case Erase:
		if s.typed != "" {
			s.typed = s.typed[:len(s.typed)-1]
		}
	default:
		switch {
		case s.asking() && (k >= '0' && k <= '9' || k == ' ' && s.typed != "" || k == ','):
			s.typed += string(rune(k))
		case k == ' ':
			return s.next()
		}
	}
	return Stay
}

// asking says whether votes can be typed in.
func (s *Slides) asking() bool { return s.at >= 0 && s.at < len(s.Steps) && s.Steps[s.at].Kind == Ask }

// next goes on: to a vote, to the rest of what is shown, to an experiment, or to the next step.
func (s *Slides) next() Act {
	switch {
	case s.asking() && s.typed != "":
		s.vote()
	case s.page+1 < len(s.pages()):
		s.page++
	case s.at == len(s.Steps):
		return End
	case s.ready():
		return Work
	default:
		s.at, s.page = s.at+1, 0
	}
	return Stay
}

func (s *Slides) back() {
	s.typed = ""
	switch {
	case s.page > 0:
		s.page--
	case s.at >= 0:
		s.at--
	}
}

// vote takes what was typed for the first vote on a question, or else for the second.
func (s *Slides) vote() {
	number := s.Steps[s.at].Prediction
	votes, err := ParseVotes(s.typed, len(s.Lesson.Predictions[number].Choices))
	s.typed = ""
	if err != nil {
		s.message = err.Error()
		return
	}
	s.page = 0
	all := s.allVotes[number]
	s.allVotes[number] = append(all[:min(len(all), 1)], votes)
}

// ready says whether there is something to run before the next step.
func (s *Slides) ready() bool {
	if s.at < 0 || s.at >= len(s.Steps) {
		return false
	}
	switch step := s.Steps[s.at]; step.Kind {
	case Run, Serve:
		_, done := s.outcomes[s.at]
		return !done
	case Answer:
		_, done := s.results[step.Prediction]
		return !done
	}
	return false
}

// Work runs the command that is shown, and decides what it decides. If ctx ends, nothing has been run.
func (s *Slides) Work(ctx context.Context) {
	first := s.at
	if s.Steps[first].Kind != Answer {
		o := s.experiments.do(ctx, s.Steps[first])
		if ctx.Err() != nil {
			return
		}
		s.outcomes[first], s.page = o, 0
		first++
	}
	for i := first; i < len(s.Steps) && s.Steps[i].Kind == Answer; i++ {
		number := s.Steps[i].Prediction
		r := result{choice: -1, right: -1}
		if right, err := s.experiments.decide(ctx, s.Lesson.Predictions[number]); err != nil {
			r.problem = err
		} else {
			r.right = right
		}
		if ctx.Err() != nil {
			return
		}
		s.results[number] = r
	}
}

// footer says where one is and which keys there are.
func (s *Slides) footer() string {
	where := fmt.Sprintf("step %d of %d", s.at+1, len(s.Steps))
	enter := "Enter goes on"
	switch {
	case s.at < 0:
		where = "start"
	case s.at == len(s.Steps):
		where, enter = "end", "Enter ends"
	case s.page+1 < len(s.pages()):
		enter = "Enter shows more"
	case s.ready() && s.Steps[s.at].Kind == Answer:
		enter = "Enter measures it"
	case s.ready():
		enter = "Enter runs it"
	}
	if n := len(s.pages()); n > 1 {
		where += fmt.Sprintf(", %d/%d", s.page+1, n)
	}
	return strings.Join([]string{where, enter, "b back", "q ends"}, " · ")
}
