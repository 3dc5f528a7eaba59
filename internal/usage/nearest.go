package usage

import (
	"fmt"
	"strings"

	"github.com/xrash/smetrics"
)

// alike is how alike two words are from which on one may be meant by the other, from 0 to 1 (Jaro-Winkler).
const alike = 0.82

// Nearest returns the word that is most like the one typed, whatever its case; "" if none is like it.
func Nearest(typed string, known []string) (nearest string) {
	most := alike
	for _, word := range known {
		if a := smetrics.JaroWinkler(strings.ToLower(typed), strings.ToLower(word), 0.7, 4); a >= most {
			nearest, most = word, a
		}
	}
	return nearest
}

// DidYouMean ends an error about a word that is not known: with the one that may be meant, or else with other, which
// says what there is.
func DidYouMean(typed string, known []string, other string) string {
	if nearest := Nearest(typed, known); nearest != "" {
		return fmt.Sprintf("did you mean %s?", nearest)
	}
	return other
}
