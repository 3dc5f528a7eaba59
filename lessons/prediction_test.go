package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func twoChoices(measure string, when ...string) Prediction {
	p := Prediction{Question: "How many?", Run: "wirelab demo stream", Measure: measure}
	for i, w := range when {
		c := Choice{Text: "choice " + Letter(i), When: w}
		if i > 0 {
			c.Misconception = "No."
		}
		p.Choices = append(p.Choices, c)
	}
	return p
}

// What was measured decides which choice is right, and not what the author thinks.
func TestDecide(t *testing.T) {
	const table = "lost  1,500 of 2,000, by udp\n"
	const json = `{"results": [{"transport": "tcp", "lost": 0, "response": {"p50": 30.5}}, {"transport": "udp", "lost": 12}]}`
	for _, test := range []struct {
		name   string
		p      Prediction
		output string
		want   int
		err    string
	}{
		{"by name", twoChoices(`lost +(?P<lost>[\d,]+) of (?P<sent>[\d,]+)`, "lost == sent", "lost < sent && lost == 1500"), table, 1, ""},
		{"a word", twoChoices(`by (?P<who>\w+)`, `who == "udp"`, `who == "tcp"`), table, 0, ""},
		{"JSON", twoChoices("", "udp.lost == 0", "udp.lost > tcp.lost"), json, 1, ""},
		{"JSON's own path", twoChoices("", "results[0].response.p50 > 30", "results[0].response.p50 <= 30"), json, 0, ""},

		{"none", twoChoices(`(?P<lost>[\d,]+)`, "lost == 1", "lost == 2"), table, 0, "none of the choices is what was measured"},
		{"two", twoChoices(`(?P<lost>[\d,]+)`, "lost > 1", "lost > 2"), table, 0, "both lost > 1 and lost > 2 hold"},
		{"not there", twoChoices(`found (?P<lost>\d+)`, "lost > 1", "lost < 2"), table, 0, `the output has no found (?P<lost>\d+)`},
		{"no condition", twoChoices(`(?P<lost>[\d,]+)`, "lost", "lost < 2"), table, 0, "lost is 1500, and not true or false"},
		{"no JSON", twoChoices("", "udp.lost > 1", "udp.lost < 2"), "oops", 0, "invalid character 'o' looking for beginning of value"},
		{"no such field", twoChoices("", "quic.lost > 1", "udp.lost < 2"), json, 0, "quic.lost > 1: cannot fetch lost from <nil> (1:6)"},
	} {
		got, err := test.p.Decide(test.output)
		if err != nil || test.err != "" {
			if err == nil || strings.Split(err.Error(), "\n")[0] != test.err {
				t.Errorf("%s: error %v, want %q", test.name, err, test.err)
			}
			continue
		}
		if got != test.want {
			t.Errorf("%s: choice %s, want %s", test.name, Letter(got), Letter(test.want))
		}
	}
}

func TestCommand(t *testing.T) {
	if got := twoChoices("x").Command(); got != "wirelab demo stream" {
		t.Error(got)
	}
	if got := twoChoices("").Command(); got != "wirelab demo stream --format json" {
		t.Error(got)
	}
}

func TestMarkdown(t *testing.T) {
	p := twoChoices("x", "true", "false")
	p.Question = strings.Repeat("word ", 30)
	got := p.Markdown()
	if !strings.HasSuffix(got, "\n\na) choice a\nb) choice b\n") {
		t.Errorf("%q", got)
	}
	for _, line := range strings.Split(got, "\n") {
		if len(line) > 100 {
			t.Errorf("a line of %d: %s", len(line), line)
		}
	}
}

// What is wrong with a prediction is told when the course is read.
func TestPredictionCheck(t *testing.T) {
	whole := twoChoices("(?P<n>x)", "n > 1", "n <= 1")
	if err := whole.check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(p *Prediction){
		"there is no question":                                  func(p *Prediction) { p.Question = " " },
		`run: "ls" is no command of wirelab`:                    func(p *Prediction) { p.Run = "ls" },
		"there is no choice":                                    func(p *Prediction) { p.Choices = p.Choices[:1] },
		"measure: error parsing regexp: missing closing ): `(`": func(p *Prediction) { p.Measure = "(" },
		"when: unexpected token EOF (1:3)":                      func(p *Prediction) { p.Choices[1].When = "n >" },
		"each choice has a text and a when":                     func(p *Prediction) { p.Choices[1].Text = "" },
		"each choice but one has a misconception":               func(p *Prediction) { p.Choices[1].Misconception = "" },
	} {
		p := whole
		p.Choices = append([]Choice(nil), whole.Choices...)
		spoil(&p)
		if err := p.check(); err == nil || strings.Split(err.Error(), "\n")[0] != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestQuestion(t *testing.T) {
	all := []Prediction{twoChoices("a"), twoChoices("b")}
	if n, err := Question(all, "2"); n != 1 || err != nil {
		t.Errorf("question 2 has the index %d, %v", n, err)
	}
	for _, number := range []string{"", "0", "3", "-1", "one", "1 2"} {
		if _, err := Question(all, number); err == nil || err.Error() != "there is no question "+number {
			t.Errorf("%q: %v", number, err)
		}
	}
}

// TestPredictionsAreAnswered: each lesson gives, among its answers, the letter of each prediction and why. That is the choice
// which is no misconception; that a run decides for the same one, "lessons check" says.
func TestPredictionsAreAnswered(t *testing.T) {
	answer := regexp.MustCompile(`(?m)^- Question (\d+), ([a-z]): \S`)
	for _, l := range All() {
		var right []string
		for n, p := range l.Predictions {
			i := slices.IndexFunc(p.Choices, func(c Choice) bool { return c.Misconception == "" })
			right = append(right, fmt.Sprintf("- Question %d, %s: ", n+1, Letter(i)))
		}
		_, answers, _ := strings.Cut(l.Text, "\n### Answers\n")
		var given []string
		for _, found := range answer.FindAllStringSubmatch(answers, -1) {
			given = append(given, fmt.Sprintf("- Question %s, %s: ", found[1], found[2]))
		}
		if !slices.Equal(given, right) {
			t.Errorf("lesson %d has the answers %q, and should have %q", l.Number, given, right)
		}
	}
}
