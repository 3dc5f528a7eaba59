package packet

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes text from a packet safe to print: control characters, which could move a terminal's
// cursor or worse, characters that turn the direction of writing and bytes that are no text become
// visible escapes.
func Visible(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			escape(&b, r)
		}
	}
	return b.String()
}

// escape writes r as Go and JSON would.
func escape(b *strings.Builder, r rune) {
	if r > 0xffff {
		fmt.Fprintf(b, `\U%08x`, r)
		return
	}
	fmt.Fprintf(b, `\u%04x`, r)
}

// ascii replaces what is not ASCII: the signs that this package draws with by their likes, all else by
// escapes.
func ascii(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch i := strings.IndexRune("─│►◄×·…↓", r); {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case i >= 0:
			b.WriteString(map[rune]string{
				'─': "-", '│': "|", '►': ">", '◄': "<", '×': "X", '·': ".", '…': "...", '↓': "v",
			}[r])
		default:
			escape(&b, r)
		}
	}
	return b.String()
}

// width is how many columns of a terminal text takes. It errs on the wide side.
func width(text string) (n int) {
	for _, r := range text {
		n++
		if r >= 0x1100 && (r < 0x2000 || r >= 0x2e80) { // from where on letters of double width lie
			n++
		}
	}
	return n
}

// cut shortens text to n columns.
func cut(text string, n int) string {
	if width(text) <= n {
		return text
	}
	columns := 1 // for the ellipsis
	for i, r := range text {
		if columns += width(string(r)); columns > n {
			return text[:i] + "…"
		}
	}
	return text
}
