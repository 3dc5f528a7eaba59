package lessons

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed glossary.md
var glossary string

// A Word is an entry of the glossary.
type Word struct {
	Name      string   // as it is written in a sentence: TCP, Head-of-line blocking
	Also      []string // other forms, in lower case
	Precisely string   // what it means, with where that is defined
	// How one hears it used: Loosely, or if that is wrong PeopleSay: "this", but that. One of them is empty.
	Loosely, PeopleSay string
	SeeIt              string // the command that shows it
}

// Heard is how one hears the word used, as a sentence.
func (w Word) Heard() string {
	if w.PeopleSay != "" {
		return "People say " + w.PeopleSay
	}
	return "Loosely: " + w.Loosely
}

// Words returns the glossary, in its order.
func Words() []Word {
	words, err := parse(glossary)
	if err != nil {
		panic(err) // it is part of the program, and tested
	}
	return words
}

// parse reads a glossary: a heading of the second level for each word, and under it a line for each of
// its parts.
func parse(text string) (words []Word, err error) {
	for n, line := range strings.Split(text, "\n") {
		if name, ok := strings.CutPrefix(line, "## "); ok {
			words = append(words, Word{Name: name})
			continue
		}
		if len(words) == 0 || line == "" {
			continue
		}
		w := &words[len(words)-1]
		part, value, _ := strings.Cut(line, ": ")
		switch part {
		case "Also":
			w.Also = strings.Split(value, ", ")
		case "Precisely":
			w.Precisely = value
		case "Loosely":
			w.Loosely = value
		case "People say":
			w.PeopleSay = value
		case "See it":
			w.SeeIt = value
		default:
			return nil, fmt.Errorf("glossary.md:%d: %q is no part of a word", n+1, part)
		}
	}
	return words, nil
}
