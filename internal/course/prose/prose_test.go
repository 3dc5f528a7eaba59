package prose

import (
	"math"
	"testing"

	"wirelab/internal/course/weave"
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
