package course

import (
	"fmt"

	"wirelab/internal/course/paper"
	"wirelab/lessons"
)

// verdict sets what was measured next to what was predicted. Who was wrong is in good company: a choice
// stands for an idea that many have, and the idea is named.
func (r result) verdict(p paper.Paper, number int, question lessons.Prediction) string {
	if r.problem != nil {
		return p.Wrap("! ", fmt.Sprintf("Prediction %d could not be measured here: %v", number+1, r.problem))
	}
	inner := p.Inner()
	text := p.Bold(inner.Wrap(fmt.Sprintf("Prediction %d, measured: ", number+1), name(question, r.right)))
	switch {
	case r.choice < 0:
	case r.choice == r.right:
		text += "\n\nThat is what you predicted."
	default:
		text += "\n\n" + inner.Wrap("You predicted ", name(question, r.choice)) +
			"\n\nMany do. It often comes from this idea:\n" + inner.Wrap("  ", question.Choices[r.choice].Misconception)
	}
	return p.Set(text)
}

// name is a choice's letter and text.
func name(p lessons.Prediction, choice int) string {
	return lessons.Letter(choice) + ") " + p.Choices[choice].Text
}

// summary ends the lesson.
func (w *Walk) summary() {
	w.say("%s\n", w.Paper.Rule("Summary"))
	right, measured := 0, 0
	for i, r := range w.results {
		switch {
		case r.choice < 0:
			continue
		case r.right < 0:
			w.say("Prediction %d: you said %s; it was not measured", i+1, lessons.Letter(r.choice))
			continue
		case r.choice == r.right:
			right++
			w.say("Prediction %d: you said %s, and so it is", i+1, lessons.Letter(r.choice))
		default:
			w.say("Prediction %d: you said %s; measured is %s", i+1, lessons.Letter(r.choice), lessons.Letter(r.right))
		}
		measured++
	}
	if measured > 0 {
		w.say("\n%d of %d as measured.", right, measured)
	}
	if right < measured {
		w.say("%s", w.Paper.Wrap("", "A prediction that fails teaches most: say in a sentence why it did, before you go on."))
	}
	if w.From != nil {
		w.again()
		return
	}
	w.say("\n%s\n", w.Paper.Wrap("Many think, before this lesson: ", w.Lesson.Misconception))
	w.say("%s", w.Paper.Wrap("Read it again: ", fmt.Sprintf("wirelab lessons show %d", w.Lesson.Number)))
	w.say("%s", w.Paper.Wrap("Go on:         ", w.Next))
}

// again says after a quiz which lessons are worth another look.
func (w *Walk) again() {
	w.say("")
	told := map[int]bool{}
	for i, r := range w.results {
		if n := w.From[i].Number; r.choice >= 0 && r.right >= 0 && r.choice != r.right && !told[n] {
			told[n] = true
			w.say("%s", w.Paper.Wrap("Look again: ", fmt.Sprintf("wirelab lessons show %d (%s)", n, w.From[i].Title)))
		}
	}
	w.say("Another one: wirelab lessons quiz")
}
