package course

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"wirelab/internal/course/paper"
	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// A Learner is who goes through a lesson. Both methods return ErrQuit if no more is wanted.
type Learner interface {
	// Answer shows a prompt and returns what is answered.
	Answer(ctx context.Context, prompt string) (string, error)
	// Wait shows a prompt and returns when it is time to go on.
	Wait(ctx context.Context, prompt string) error
}

// ErrQuit says that the learner has had enough for now.
var ErrQuit = errors.New("the lesson was stopped")

// A Walk is one learner's way through a lesson.
type Walk struct {
	Lesson  lessons.Lesson
	Steps   []Step           // of the lesson
	Next    string           // what to do after it
	From    []lessons.Lesson // of a quiz: the lesson of each prediction; nil if it is a lesson
	Paper   paper.Paper
	Height  int // lines of the screen; what is longer is shown bit by bit. 0: it has no end
	Out     io.Writer
	Learner Learner
	Shell   weave.Shell
	Keep    func(Record) // called when there is something to remember; may be nil

	record      Record
	experiments experiments
	results     []result // of the predictions
	shown       int      // lines since the learner was last asked for something
	failed      int      // experiments that have
}

// A result is what has become of a prediction.
type result struct {
	choice  int // from 0; -1: it has not been made
	right   int // from 0; -1: it has not been measured
	problem error
}

// Run goes through the lesson, from where it was broken off according to before, if the learner wants that.
// It returns ErrQuit when it is broken off again. What could not be measured is an error in the end.
func (w *Walk) Run(ctx context.Context, before Record) error {
	w.experiments.shell = w.Shell
	for range w.Lesson.Predictions {
		w.results = append(w.results, result{choice: -1, right: -1})
	}
	w.record = Record{Finished: before.Finished, Steps: len(w.Steps), Choices: make([]string, len(w.results))}
	if w.From == nil {
		w.say(w.Paper.Rule(fmt.Sprintf("Lesson %d: %s", w.Lesson.Number, w.Lesson.Title)))
		w.say("%s\n", w.Paper.Wrap("", Facts(w.Lesson)))
	}
	if err := w.resume(ctx, before); err != nil {
		return err
	}
	first := w.record.Next
	for i := first; i < len(w.Steps); i++ {
		s := w.Steps[i]
		if i > first && w.Steps[i-1].Kind != Ask && s.Kind != Answer { // there is something to look at
			if err := w.wait(ctx, "[Enter goes on, q ends] "); err != nil {
				return err
			}
		}
		if s.Section != "" && (i == first || w.Steps[i-1].Section != s.Section) {
			w.say("%s\n", w.Paper.Rule(s.Section))
		}
		if err := w.step(ctx, s); err != nil {
			return err
		}
		w.record.Next = i + 1
		if i+1 < len(w.Steps) {
			w.keep()
		}
	}
	w.record = Record{Finished: true}
	w.keep()
	w.summary()
	if w.failed > 0 {
		return fmt.Errorf("%d of the lesson's commands did not work here", w.failed)
	}
	return nil
}

func (w *Walk) keep() {
	if w.Keep != nil {
		w.Keep(w.record)
	}
}

// Facts say what a lesson takes, in a line.
func Facts(l lessons.Lesson) string {
	facts := []string{fmt.Sprintf("%d minutes in class", l.Minutes)}
	if after := l.After(); after != "" {
		facts = append(facts, after)
	}
	return strings.Join(append(facts, "words: "+strings.Join(l.Words, ", ")), " · ")
}

// step shows a step and does what it is for.
func (w *Walk) step(ctx context.Context, s Step) error {
	if s.Text != "" {
		text, err := w.Paper.Text(s.Text, nil)
		if err != nil {
			return err
		}
		if err := w.show(ctx, text+"\n"); err != nil {
			return err
		}
	}
	switch s.Kind {
	case Ask:
		return w.ask(ctx, s.Prediction)
	case Run, Serve:
		return w.run(ctx, s)
	case Try:
		return w.show(ctx, try(w.Paper, s.Command)+"\n")
	case Answer:
		return w.answer(ctx, s.Prediction)
	}
	return nil
}

// ask asks for a prediction until there is a choice.
func (w *Walk) ask(ctx context.Context, number int) error {
	p := w.Lesson.Predictions[number]
	if err := w.show(ctx, w.Paper.Question(number+1, p)+"\n"); err != nil {
		return err
	}
	for {
		text, err := w.answered(ctx, fmt.Sprintf("Your prediction, %s? ", letters(len(p.Choices))))
		if err != nil {
			return err
		}
		if text = strings.TrimSpace(text); text == "?" {
			w.say("\n%s\n", w.Paper.Question(number+1, p))
			continue
		}
		choice, err := ParseChoice(strings.TrimSuffix(text, ")"), p)
		if err != nil {
			w.say("%s; ? shows the question again.", err.Error())
			continue
		}
		w.results[number].choice = choice
		w.record.Choices[number] = lessons.Letter(choice)
		w.say("")
		return nil
	}
}

// run runs a command when the learner is ready, and shows what it printed.
func (w *Walk) run(ctx context.Context, s Step) error {
	w.say("%s", w.Paper.Command(s.Command.Line))
	if err := w.wait(ctx, "[Enter runs it, q ends] "); err != nil {
		return err
	}
	o := w.experiments.do(ctx, s)
	if ctx.Err() != nil {
		return ErrQuit
	}
	if o.err != nil {
		w.failed++
	}
	if err := w.show(ctx, o.set(w.Paper, s.Command)+"\n"); err != nil {
		return err
	}
	if s.Kind == Serve && o.err == nil {
		w.say("It goes on running during the lesson.\n")
	}
	return nil
}

// answer says what was measured.
func (w *Walk) answer(ctx context.Context, number int) error {
	r := &w.results[number]
	r.right, r.problem = w.experiments.decide(ctx, w.Lesson.Predictions[number])
	if ctx.Err() != nil {
		return ErrQuit
	}
	if r.problem != nil {
		r.right = -1
		w.failed++
	}
	return w.show(ctx, r.verdict(w.Paper, number, w.Lesson.Predictions[number])+"\n")
}

// show shows a text, bit by bit if it is longer than what is left of the screen.
func (w *Walk) show(ctx context.Context, text string) error {
	lines := strings.Split(text, "\n")
	if w.Height == 0 {
		w.say("%s", text)
		return nil
	}
	screen := max(w.Height-3, 5)
	room := screen - w.shown
	if len(lines) > room && w.shown > 0 && (len(lines) <= screen || room < screen/2) { // it has a better place
		if err := w.wait(ctx, more); err != nil {
			return err
		}
		room = screen
	}
	for i, page := range paged(lines, room, screen) {
		if i > 0 {
			if err := w.wait(ctx, more); err != nil {
				return err
			}
		}
		w.say("%s", strings.Join(page, "\n"))
	}
	return nil
}

// more asks before the rest of a text.
const more = "[Enter shows more, q ends] "

// wait is the learner's Wait. What was shown before it need no longer be on the screen.
func (w *Walk) wait(ctx context.Context, prompt string) error {
	w.shown = 0
	return w.Learner.Wait(ctx, prompt)
}

// answered is the learner's Answer.
func (w *Walk) answered(ctx context.Context, prompt string) (string, error) {
	w.shown = 0
	return w.Learner.Answer(ctx, prompt)
}

// say prints lines.
func (w *Walk) say(format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	w.shown += strings.Count(format, "\n") + 1
	fmt.Fprintln(w.Out, format)
}
