package visible_test

import (
	"encoding/json"
	"os"
	"testing"
	"unicode"
	"unicode/utf8"

	"wirelab/internal/term/visible"
)

// A textCase is one of testdata/cases.json, which the chat page's visible.js is tested with, too.
type textCase struct {
	Case  string
	Text  string
	Shown *string // nil: as it is
}

func TestText(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []textCase
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	bad := `bad \xff utf8 ` + "\uFFFD"
	cases = append(cases, textCase{"bytes that are no text", "bad \xff utf8 \uFFFD", &bad})
	for _, c := range cases {
		want := c.Text
		if c.Shown != nil {
			want = *c.Shown
		}
		if got := visible.Text(c.Text); got != want {
			t.Errorf("%s: Text(%+q) = %+q, want %+q", c.Case, c.Text, got, want)
		}
	}
}

// TestNothingIsHidden: no character alone between two letters is shown without ink, whatever Unicode calls it.
func TestNothingIsHidden(t *testing.T) {
	hidden := []*unicode.RangeTable{
		unicode.C, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
	}
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if r == ' ' || !unicode.In(r, hidden...) {
			continue
		}
		if text := "a" + string(r) + "b"; visible.Text(text) == text && utf8.ValidRune(r) {
			t.Errorf("%U is shown as it is", r)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b\xff\u202e")
	f.Add("\u0915\u094d\u200d\u0937a\u0301\u0301\U0001f468\ufe0f\u200d\U0001f469\U0001f3fd")
	f.Fuzz(func(t *testing.T, text string) {
		got := visible.Text(text)
		if !utf8.ValidString(got) {
			t.Errorf("Text(%q) = %q is not UTF-8", text, got)
		}
		if again := visible.Text(got); again != got {
			t.Errorf("Text(%q) = %q, and that is not safe either", text, got)
		}
		marks := 0
		for _, r := range got {
			if marks++; !unicode.IsMark(r) {
				marks = 0
			}
			if marks > 5 {
				t.Errorf("Text(%q) = %+q has more than five marks in a row", text, got)
			}
		}
	})
}

func TestCut(t *testing.T) {
	if got := visible.Cut("世界", 3); got != "世…" {
		t.Errorf("%q", got)
	}
}
