// Package visible makes text from elsewhere safe to print on a terminal.
package visible

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Text returns text with visible escapes, written as in Go, for control characters, which could move
// the cursor or worse, for characters that turn the direction of writing or cannot be seen, and for
// bytes that are no text. So are more marks than maxMarks on one character, and marks on none.
//
// A few characters that cannot be seen stay where they belong, for people type them without knowing, and
// nobody could read the escapes: the style and the joiners in an emoji, and joiners in scripts where they
// change the form of letters.
func Text(text string) string {
	var b strings.Builder
	var before shown
	for i, r := range text {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			fmt.Fprintf(&b, `\x%02x`, text[i])
			before = shown{}
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+n:])
		if before.takes(r, next) {
			b.WriteRune(r)
		} else {
			Escape(&b, r)
			before = shown{} // a mark would stand on the escape
		}
	}
	return b.String()
}

// short are the escapes that have a letter.
var short = map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`}

// Escape writes r as a visible escape.
func Escape(b *strings.Builder, r rune) {
	switch letter, ok := short[r]; {
	case ok:
		b.WriteString(letter)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}
