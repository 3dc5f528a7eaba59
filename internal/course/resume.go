package course

import (
	"context"
	"fmt"
	"strings"

	"wirelab/lessons"
)

// resume goes on where a run was broken off, if there was one and the learner wants that. What was run
// before that is run again, for there may be servers and files among it.
func (w *Walk) resume(ctx context.Context, before Record) error {
	if before.Next <= 0 || before.Next >= len(w.Steps) || before.Steps != len(w.Steps) {
		return nil // there was none, or the lesson has changed since
	}
	choices, ok := w.choices(before)
	if !ok {
		return nil
	}
	answer, err := w.answered(ctx, fmt.Sprintf(
		"You left off at step %d of %d. Enter goes on there, n begins anew: ", before.Next+1, len(w.Steps)))
	if err != nil {
		return err
	}
	w.say("")
	if strings.EqualFold(strings.TrimSpace(answer), "n") {
		return nil
	}
	again := 0
	for _, s := range w.Steps[:before.Next] {
		if s.Kind == Run || s.Kind == Serve {
			again++
		}
	}
	if again > 0 {
		w.say("The commands before it run again: %d.\n", again)
	}
	for _, s := range w.Steps[:before.Next] {
		switch s.Kind {
		case Ask:
			w.results[s.Prediction].choice = choices[s.Prediction]
			w.record.Choices[s.Prediction] = lessons.Letter(choices[s.Prediction])
		case Run, Serve:
			w.experiments.do(ctx, s) // if it fails, it has done so before, and been shown
		case Answer:
			r := &w.results[s.Prediction]
			if r.right, r.problem = w.experiments.decide(ctx, w.Lesson.Predictions[s.Prediction]); r.problem != nil {
				r.right = -1
			}
		}
		if ctx.Err() != nil {
			return ErrQuit
		}
	}
	w.record.Next = before.Next
	return nil
}

// choices are the numbers of those that a record has, and whether they fit the questions asked by then.
func (w *Walk) choices(r Record) (choices []int, ok bool) {
	if len(r.Choices) != len(w.Lesson.Predictions) {
		return nil, false
	}
	choices = make([]int, len(r.Choices))
	for _, s := range w.Steps[:r.Next] {
		if s.Kind == Ask {
			choice, err := ParseChoice(r.Choices[s.Prediction], w.Lesson.Predictions[s.Prediction])
			if err != nil {
				return nil, false
			}
			choices[s.Prediction] = choice
		}
	}
	return choices, true
}
