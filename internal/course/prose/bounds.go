package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// What a lesson may ask of its readers.
const (
	MaxGrade  = 8   // of its running text
	MaxWords  = 500 // of Investigate
	MaxOutput = 30  // lines, in Investigate
)

// Figures are a lesson's, in the units of the bounds.
type Figures struct {
	Grade         float64
	Words, Output int
}

func (f Figures) String() string {
	return fmt.Sprintf("grade %.1f; Investigate: %d words, %d lines of output", f.Grade, f.Words, f.Output)
}

// Measure returns a lesson's figures.
func Measure(l lessons.Lesson) (Figures, error) {
	pieces, err := weave.Split(l.Text)
	if err != nil {
		return Figures{}, err
	}
	sections, err := Sections(l.Text)
	if err != nil {
		return Figures{}, err
	}
	investigate := sections["Investigate"]
	return Figures{Grade(pieces), Words(investigate), Output(investigate)}, nil
}

var (
	heading  = regexp.MustCompile(`(?m)^## (.+)$`)
	question = regexp.MustCompile(`(?m)^\d\. (?s:.*?)\(lesson (\d+)\)$`)
)

// sections are a lesson's, in order.
var sections = []string{"Remember", "Predict", "Run", "Investigate", "Modify", "Make", "In one sentence", "Read more"}

// Faults says where a lesson asks too much, or is not in the form of the others.
func Faults(l lessons.Lesson) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	f, err := Measure(l)
	switch {
	case err != nil:
		fault("%v", err)
	case f.Grade > MaxGrade:
		fault("its text has grade %.1f: at most %d", f.Grade, MaxGrade)
	case f.Words > MaxWords || f.Output > MaxOutput:
		fault("Investigate has %d words and %d lines of output, and may have %d and %d: the rest goes under Read more",
			f.Words, f.Output, MaxWords, MaxOutput)
	}
	want := sections
	if l.Number == 0 { // there is nothing to remember
		want = want[1:]
	}
	var got []string
	for _, m := range heading.FindAllStringSubmatch(l.Text, -1) {
		if slices.Contains(sections, m[1]) {
			got = append(got, m[1])
		}
	}
	if !slices.Equal(got, want) {
		fault("its sections are %q, and should be %q", got, want)
		return faults
	}
	parts, err := Sections(l.Text)
	if err != nil {
		return append(faults, err.Error())
	}
	if l.Number > 0 {
		asked := question.FindAllStringSubmatch(text(parts["Remember"]), -1)
		if len(asked) != 2 {
			fault("Remember has %d questions with the lesson that they are from at their end: it should be two", len(asked))
		}
		for _, m := range asked {
			if n, err := strconv.Atoi(m[1]); err != nil || n >= l.Number {
				fault("Remember asks for lesson %s, which does not come before it", m[1])
			}
		}
	}
	if sentence := text(parts["In one sentence"]); !strings.Contains(sentence, "______") {
		fault("In one sentence has nothing to complete: %q", sentence)
	}
	return faults
}

// text is what stands between the blocks.
func text(pieces []weave.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if !p.Block {
			b.WriteString(p.Body)
		}
	}
	return strings.TrimSpace(b.String())
}
