package packet

import (
	"strings"
	"unicode/utf8"

	"wirelab/internal/visible"
)

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
			visible.Escape(&b, r)
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
