package prose

import (
	"regexp"
	"strings"

	"wirelab/internal/course/weave"
)

// Grade is how hard the running text of some pieces is, as the Flesch-Kincaid grade: the year of an American school in which
// it can be read.
//
//	0.39 * words in a sentence + 11.8 * syllables in a word - 15.59
//
// Running text is sentences, in paragraphs and lists: no headings, no tables, no blocks, and no code among the words. It is
// a rough figure. It knows nothing of sense, counts syllables by their vowels, and takes "connection" for hard.
func Grade(pieces []weave.Piece) float64 {
	sentences, words, syllables := 0, 0, 0
	for _, p := range pieces {
		if p.Block {
			continue
		}
		for _, sentence := range sentencesOf(p.Body) {
			found := word.FindAllString(sentence, -1)
			if len(found) == 0 {
				continue
			}
			sentences++
			words += len(found)
			for _, w := range found {
				syllables += Syllables(w)
			}
		}
	}
	if sentences == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
}

var (
	word   = regexp.MustCompile(`\p{L}+('\p{L}+)?`)
	code   = regexp.MustCompile("`[^`]*`")
	aside  = regexp.MustCompile(`(?m)^\s*(#|\|).*$`)                 // headings and tables
	item   = regexp.MustCompile(`(?m)^\s*([-*]|[0-9]+\.)\s`)         // each begins a sentence
	ending = regexp.MustCompile(`[.!?]+["')\]]*(\s|$)|\n\s*\n|\x00`) // of a sentence
	vowels = regexp.MustCompile(`[aeiouy]+`)
)

// sentencesOf are the sentences of running text.
func sentencesOf(text string) []string {
	text = unlinked(text)
	text = code.ReplaceAllString(text, "")
	text = aside.ReplaceAllString(text, "\x00")
	text = item.ReplaceAllString(text, "\x00")
	return ending.Split(text, -1)
}

// Syllables is about how many syllables an English word has: its groups of vowels, but for an e that is not spoken.
func Syllables(word string) int {
	word = strings.ToLower(word)
	if stem, _, ok := strings.Cut(word, "'"); ok {
		word = stem
	}
	n := len(vowels.FindAllString(word, -1))
	switch {
	case len(word) <= 3:
	case strings.HasSuffix(word, "le") && !strings.ContainsRune("aeiouy", rune(word[len(word)-3])): // table
	case strings.HasSuffix(word, "e") && !strings.ContainsRune("aeiouy", rune(word[len(word)-2])), // time
		strings.HasSuffix(word, "es") && !strings.ContainsRune("aeiouyscxzg", rune(word[len(word)-3])) && !strings.HasSuffix(word, "shes") && !strings.HasSuffix(word, "ches"), // times
		strings.HasSuffix(word, "ed") && !strings.ContainsRune("aeiouytd", rune(word[len(word)-3])):                                                                            // closed
		n--
	}
	return max(n, 1)
}
