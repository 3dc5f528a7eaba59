package lessons

import (
	"slices"
	"strings"
)

// Forms are the word's name and its other forms.
func (w Word) Forms() []string { return append([]string{w.Name}, w.Also...) }

// Define finds a word by its name or one of its other forms, whatever its case, with hyphens or without, and in
// the plural.
func Define(word string) (Word, bool) {
	words := Words()
	for _, wanted := range singulars(bare(word)) {
		for _, w := range words {
			if slices.ContainsFunc(w.Forms(), func(form string) bool { return bare(form) == wanted }) {
				return w, true
			}
		}
	}
	return Word{}, false
}

// Like finds the words of which what was typed is a part: "head of line", or "window". If any begin with it, no
// others count.
func Like(typed string) (begin []Word) {
	wanted := bare(typed)
	if len(wanted) < 3 { // it is a part of nearly everything
		return nil
	}
	var within []Word
	for _, w := range Words() {
		switch at := places(w, wanted); {
		case slices.Contains(at, 0):
			begin = append(begin, w)
		case len(at) > 0:
			within = append(within, w)
		}
	}
	if len(begin) > 0 {
		return begin
	}
	return within
}

// places are where in the word's forms something stands: before which of their parts, from 0.
func places(w Word, wanted string) (at []int) {
	for _, form := range w.Forms() {
		parts := strings.FieldsFunc(form, func(r rune) bool { return r == ' ' || r == '-' })
		for i := range parts {
			if strings.HasPrefix(bare(strings.Join(parts[i:], "")), wanted) {
				at = append(at, i)
			}
		}
	}
	return at
}

// bare is a form in lower case and without hyphens and blanks. The tables' marks are words, too.
func bare(form string) string {
	form = strings.ToLower(strings.TrimSpace(form))
	if letters := strings.NewReplacer("-", "", " ", "").Replace(form); letters != "" {
		return letters
	}
	return form
}

// singulars are what a word may be the plural of, the word itself first.
func singulars(word string) []string {
	all := []string{word}
	for end, singular := range map[string]string{"s": "", "es": "", "ies": "y"} {
		if stem, ok := strings.CutSuffix(word, end); ok && len(stem) > 1 {
			all = append(all, stem+singular)
		}
	}
	slices.Sort(all[1:]) // in the same order each time
	return all
}
