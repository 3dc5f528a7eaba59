package prose

import (
	"math"
	"strings"
	"testing"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"a": 1, "the": 1, "time": 1, "times": 1, "closed": 1, "counted": 2, "table": 2, "packet": 2, "message": 2, "messages": 3,
		"connection": 3, "server": 2, "byte": 1, "bytes": 1, "see": 1, "be": 1, "reaches": 2, "TCP": 1, "lesson's": 2, "idea": 2,
	} {
		if got := Syllables(word); got != want {
			t.Errorf("%s has %d syllables, and it is said that it has %d", word, want, got)
		}
	}
}

// TestGrade: what is no running text does not count.
func TestGrade(t *testing.T) {
	const text = "# A heading that does not count\n\nThe cat sat on the mat. It was `incomprehensibility` wet!\n\n" +
		"| a table | that does not count |\n|---|---|\n\n![A picture of characteristics.](a.svg)\n\n- The [dog](https://unimportant.example) ran.\n"
	const words, sentences, syllables = 12, 3, 12
	want := 0.39*words/sentences + 11.8*syllables/words - 15.59
	got := Grade([]weave.Piece{{Body: text}, {Block: true, Body: "incomprehensibility\n"}})
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("got %.2f, want %.2f", got, want)
	}
	if got := Grade(nil); got != 0 {
		t.Errorf("no text has grade %.2f", got)
	}
}

func TestSections(t *testing.T) {
	sections, err := Sections("# T\n\nOne two.\n\n## Run\n\nThree.\n```console\n$ wirelab\nhi\n```\nFour `five six`.\n\n## Make\n\n| a | b |\n|---|---|\n| c d | e |\n")
	if err != nil {
		t.Fatal(err)
	}
	for section, want := range map[string][2]int{"": {3, 0}, "Run": {4, 2}, "Make": {5, 0}} {
		if words, lines := Words(sections[section]), Output(sections[section]); words != want[0] || lines != want[1] {
			t.Errorf("%q has %d words and %d lines of output, want %v", section, words, lines, want)
		}
	}
}

// TestLessons: each lesson is short enough, can be read, asks what was learnt before, and ends with a sentence to complete.
func TestLessons(t *testing.T) {
	for _, l := range lessons.All() {
		for _, fault := range Faults(l) {
			t.Errorf("lesson %d: %s", l.Number, fault)
		}
	}
}

// TestFaults: a lesson that asks too much is told of.
func TestFaults(t *testing.T) {
	good := lessons.Lesson{Number: 3, Text: "# T\n\n## Remember\n\n1. What? (lesson 1)\n2. Who\n   else? (lesson 2)\n\n## Predict\n\n## Run\n\n## Investigate\n\n" +
		"See it.\n\n## Modify\n\n## Make\n\n## In one sentence\n\nIt is ______.\n\n## Read more\n\nMore.\n"}
	if faults := Faults(good); len(faults) > 0 {
		t.Errorf("a good lesson: %q", faults)
	}
	for old, replaced := range map[string]string{
		"See it.":              strings.Repeat("See it. ", 251),
		"See it.\n":            "```console\n$ wirelab\n" + strings.Repeat("out\n", 30) + "```\n",
		"More.":                strings.Repeat("Incomprehensibility notwithstanding, characteristically institutional organizations deteriorate. ", 9),
		"(lesson 2)":           "(lesson 3)",
		"2. Who\n   else?":     "And who",
		"It is ______.":        "It is.",
		"## Modify\n\n## Make": "## Make\n\n## Modify",
	} {
		bad := good
		bad.Text = strings.Replace(good.Text, old, replaced, 1)
		if faults := Faults(bad); len(faults) != 1 {
			t.Errorf("with %.40q for %q there should be one fault, and there are %q", replaced, old, faults)
		}
	}
}
