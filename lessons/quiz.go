package lessons

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Drawn is a question that is asked again with other numbers, so that its answer has to be understood and cannot be
// remembered. Each choice has a misconception: which one is right depends on the numbers.
type Drawn struct {
	Prediction `yaml:",inline"`
	// Draw are the values of which one is drawn for each name: {name} stands for it in the question, in the command and in the
	// conditions. {seed} is there in any case.
	Draw map[string][]string
}

// With returns the question with one of the values of each name, as r draws them.
func (d Drawn) With(r *rand.Rand) Prediction {
	pairs := []string{"{seed}", strconv.Itoa(1 + r.IntN(1_000_000))}
	for _, name := range d.names() {
		values := d.Draw[name]
		pairs = append(pairs, "{"+name+"}", values[r.IntN(len(values))])
	}
	return d.filled(strings.NewReplacer(pairs...))
}

// Each returns the question with each value of each name, and one seed.
func (d Drawn) Each() []Prediction {
	all := [][]string{{"{seed}", "1"}}
	for _, name := range d.names() {
		var more [][]string
		for _, pairs := range all {
			for _, value := range d.Draw[name] {
				more = append(more, append(slices.Clone(pairs), "{"+name+"}", value))
			}
		}
		all = more
	}
	var questions []Prediction
	for _, pairs := range all {
		questions = append(questions, d.filled(strings.NewReplacer(pairs...)))
	}
	return questions
}

// names are those of Draw, in the same order each time.
func (d Drawn) names() (names []string) {
	for name := range d.Draw {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (d Drawn) filled(in *strings.Replacer) Prediction {
	p := d.Prediction
	p.Question, p.Run, p.Measure = in.Replace(p.Question), in.Replace(p.Run), in.Replace(p.Measure)
	p.Choices = slices.Clone(p.Choices)
	for i, c := range p.Choices {
		p.Choices[i] = Choice{Text: in.Replace(c.Text), When: in.Replace(c.When), Misconception: in.Replace(c.Misconception)}
	}
	return p
}

// check says what a question lacks.
func (d Drawn) check() error {
	if len(d.Draw) == 0 {
		return fmt.Errorf("there is nothing to draw")
	}
	for _, c := range d.Choices {
		if c.Misconception == "" {
			return fmt.Errorf("%s: each choice has a misconception, for each may be wrong", c.Text)
		}
	}
	for _, p := range d.Each() {
		if strings.ContainsAny(p.Question+p.Run, "{}") {
			return fmt.Errorf("%s: there is a name in it that is not drawn", p.Run)
		}
		p.Choices[0].Misconception = "" // one is right
		if err := p.check(); err != nil {
			return err
		}
	}
	return nil
}

// quiz reads the questions of a lesson's folder that are asked again; none if there is no quiz.yaml.
func quiz(course fs.FS, dir string) (all []Drawn, err error) {
	text, err := fs.ReadFile(course, path.Join(dir, "quiz.yaml"))
	if err != nil {
		return nil, nil
	}
	if err := strictly(text, &all); err != nil {
		return nil, fmt.Errorf("quiz.yaml: %w", err)
	}
	for i, d := range all {
		if err := d.check(); err != nil {
			return nil, fmt.Errorf("quiz.yaml: question %d: %w", i+1, err)
		}
	}
	return all, nil
}
