package lessons

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// A Prediction is a question that a measurement answers. Which choice is right is not written down: a
// command is run, and the choice is right whose condition holds for what it measured.
type Prediction struct {
	Question string
	// Run is the command, such as "wirelab demo stream". It stands in the lesson, after the question.
	Run string
	// Measure says where in the output the numbers are: a regular expression whose named groups are
	// their names. Without it, Run is a command with --format json, and the names are those of its JSON;
	// instead of results[0] one can say tcp, udp and ws.
	Measure string
	Choices []Choice
}

// A Choice is one of the answers.
type Choice struct {
	Text string
	// When is a condition on what was measured, such as reads == 1 or udp.lost > 0.
	When string
	// Misconception is what somebody thinks who makes this choice and is wrong.
	Misconception string
}

// Letter is what the n-th choice is called, from a.
func Letter(n int) string { return string(rune('a' + n)) }

// Question finds the prediction of a number, from 1. It returns its index.
func Question(all []Prediction, number string) (int, error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(all) {
		return 0, fmt.Errorf("there is no question %s", number)
	}
	return n - 1, nil
}

// Markdown is the question with its choices, as it stands in a lesson.
func (p Prediction) Markdown() string {
	var b strings.Builder
	wrap := func(text string) string { return ansi.Wordwrap(strings.TrimSpace(text), 100, "") }
	fmt.Fprintf(&b, "%s\n\n", wrap(p.Question))
	for i, c := range p.Choices {
		fmt.Fprintln(&b, wrap(Letter(i)+") "+c.Text))
	}
	return b.String()
}

// Command is what to run for Decide: Run, and where there is no Measure, with --format json.
func (p Prediction) Command() string {
	if p.Measure == "" {
		return p.Run + " --format json"
	}
	return p.Run
}

// Decide returns the number of the choice that is right by the output of Command, from 0.
func (p Prediction) Decide(output string) (int, error) {
	values, err := p.values(output)
	if err != nil {
		return 0, err
	}
	right := -1
	for i, c := range p.Choices {
		holds, err := holds(c.When, values)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", c.When, err)
		}
		yes, ok := holds.(bool)
		switch {
		case !ok:
			return 0, fmt.Errorf("%s is %v, and not true or false", c.When, holds)
		case yes && right >= 0:
			return 0, fmt.Errorf("both %s and %s hold", p.Choices[right].When, c.When)
		case yes:
			right = i
		}
	}
	if right < 0 {
		return 0, errors.New("none of the choices is what was measured")
	}
	return right, nil
}

// values are what was measured, by name.
func (p Prediction) values(output string) (map[string]any, error) {
	values := map[string]any{}
	if p.Measure == "" {
		if err := json.Unmarshal([]byte(output), &values); err != nil {
			return nil, err
		}
		results, _ := values["results"].([]any)
		for _, r := range results {
			if r, ok := r.(map[string]any); ok {
				values[fmt.Sprint(r["transport"])] = r
			}
		}
		return values, nil
	}
	form, err := regexp.Compile(p.Measure)
	if err != nil {
		return nil, err
	}
	found := form.FindStringSubmatch(output)
	if found == nil {
		return nil, fmt.Errorf("the output has no %s", p.Measure)
	}
	for i, name := range form.SubexpNames() {
		if name == "" {
			continue
		}
		if n, err := strconv.ParseFloat(strings.ReplaceAll(found[i], ",", ""), 64); err == nil {
			values[name] = n
		} else {
			values[name] = found[i]
		}
	}
	return values, nil
}

// check says what a prediction lacks.
func (p Prediction) check() error {
	switch {
	case strings.TrimSpace(p.Question) == "":
		return errors.New("there is no question")
	case !strings.HasPrefix(p.Run, "wirelab "):
		return fmt.Errorf("run: %q is no command of wirelab", p.Run)
	case len(p.Choices) < 2:
		return errors.New("there is no choice")
	}
	if _, err := regexp.Compile(p.Measure); err != nil {
		return fmt.Errorf("measure: %w", err)
	}
	right := 0
	for _, c := range p.Choices {
		if err := condition(c.When); err != nil {
			return fmt.Errorf("when: %w", err)
		}
		if c.Text == "" || c.When == "" {
			return errors.New("each choice has a text and a when")
		}
		if c.Misconception == "" {
			right++
		}
	}
	if right != 1 {
		return errors.New("each choice but one has a misconception")
	}
	return nil
}
