package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"wirelab/internal/course"
	"wirelab/internal/term"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// A Quiz asks again what lessons have asked, with other numbers. The answers are measured.
type Quiz struct {
	Questions int          // how many, at least 1
	Seed      uint64       // draws them and their numbers
	All       bool         // of all lessons, and not only of those that were finished
	Answers   string       // a file with predictions; without it, the learner is asked
	Progress  ProgressFile // says which lessons were finished

	In         io.Reader
	Out, Notes io.Writer
}

// Run asks until all is asked, the learner has had enough, or ctx ends.
func (q *Quiz) Run(ctx context.Context) error {
	lesson, from, err := q.draw()
	if err != nil {
		return err
	}
	steps, err := course.Steps(lesson)
	if err != nil {
		return err
	}
	session := &Session{Answers: q.Answers, In: q.In, Out: q.Out, Notes: q.Notes}
	answers, err := session.answers(lesson)
	if err != nil {
		return err
	}
	defer term.ShowEscapes(q.Out)()
	walk := &course.Walk{Lesson: lesson, Steps: steps, From: from}
	done, err := session.equip(ctx, walk, answers)
	if err != nil {
		return err
	}
	defer done()
	if err := walk.Run(ctx, course.Record{}); !errors.Is(err, course.ErrQuit) {
		return err
	}
	_, err = fmt.Fprintln(q.Out, "\nUntil next time.")
	return err
}

// draw makes a lesson of the questions, and says from which lesson each of them is.
func (q *Quiz) draw() (quiz lessons.Lesson, from []lessons.Lesson, err error) {
	progress, err := q.Progress.read()
	if err != nil {
		return quiz, nil, err
	}
	type candidate struct {
		lesson lessons.Lesson
		drawn  lessons.Drawn
	}
	var all []candidate
	for _, l := range lessons.All() {
		if q.All || progress.Of(l.Dir).Finished {
			for _, d := range l.Quiz {
				all = append(all, candidate{l, d})
			}
		}
	}
	if len(all) == 0 {
		return quiz, nil, usage.Wrongf("you have finished no lesson with such questions yet: begin with wirelab lessons run 0, or use --all")
	}
	r := rand.New(rand.NewPCG(q.Seed, 0))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var text strings.Builder
	for i := range q.Questions {
		c := all[i%len(all)]
		p := c.drawn.With(r)
		quiz.Predictions = append(quiz.Predictions, p)
		from = append(from, c.lesson)
		fmt.Fprintf(&text, "## Question %d of %d, from lesson %d\n\n```predict %d\n```\n\n```console\n$ %s\n```\n\n",
			i+1, q.Questions, c.lesson.Number, i+1, p.Run)
	}
	quiz.Title, quiz.Text = "Quiz", text.String()
	return quiz, from, nil
}
