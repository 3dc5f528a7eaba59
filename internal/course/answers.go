package course

import (
	"fmt"
	"strings"

	"wirelab/lessons"
)

// ParseAnswers reads choices, one a line: the letter of each, in the order of the predictions. Empty lines
// and what follows a # do not count. It returns the choices' numbers, from 0. An error says in which line
// something is wrong.
func ParseAnswers(text string, predictions []lessons.Prediction) (choices []int, err error) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		letter, _, _ := strings.Cut(line, "#")
		if letter = strings.TrimSpace(letter); letter == "" {
			continue
		}
		if len(choices) == len(predictions) {
			return nil, fmt.Errorf("line %d: %q is one answer too many: the lesson asks %s", n, letter, questions(len(predictions)))
		}
		choice, err := ParseChoice(letter, predictions[len(choices)])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		choices = append(choices, choice)
	}
	if len(choices) < len(predictions) {
		return nil, fmt.Errorf("too few answers, %d: the lesson asks %s", len(choices), questions(len(predictions)))
	}
	return choices, nil
}

func questions(n int) string {
	if n == 1 {
		return "1 question"
	}
	return fmt.Sprintf("%d questions", n)
}

// ParseChoice reads the letter of one of a prediction's choices, and returns its number from 0.
func ParseChoice(letter string, p lessons.Prediction) (int, error) {
	for i := range p.Choices {
		if strings.EqualFold(letter, lessons.Letter(i)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%q is not a choice: use %s", letter, letters(len(p.Choices)))
}

// letters are those of so many choices, as in "a, b or c".
func letters(n int) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i > 0 && i == n-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(lessons.Letter(i))
	}
	return b.String()
}
