package lessons

import (
	"slices"
	"strings"
	"sync"
)

// Forms are the word's name and its other forms.
func (w Word) Forms() []string { return append([]string{w.Name}, w.Also...) }

// Define finds a word by its name or one of its other forms, whatever its case, with hyphens or without, and in
// the plural.
func Define(word string) (Word, bool) {
	for _, wanted := range singulars(bare(word)) {
		if w, ok := byForm()[wanted]; ok {
			return w, true
		}
	}
	return Word{}, false
}

// byForm are the words by their bare forms; of two with the same form, the first.
var byForm = sync.OnceValue(func() map[string]Word {
	all := map[string]Word{}
	for _, w := range Words() {
		for _, form := range w.Forms() {
			if _, taken := all[bare(form)]; !taken {
				all[bare(form)] = w
			}
		}
	}
	return all
})

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
	if letters := joined.Replace(form); letters != "" {
		return letters
	}
	return form
}

var joined = strings.NewReplacer("-", "", " ", "")

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
