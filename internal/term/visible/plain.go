package visible

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
)

// ASCII replaces what is not ASCII: the signs that wirelab draws with by their likes, all else by escapes.
func ASCII(text string) string {
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
			Escape(&b, r)
		}
	}
	return b.String()
}

// columns measures text on a terminal whose box-drawing characters take one column, whatever the
// language of the environment: the same records are the same picture everywhere.
var columns = runewidth.Condition{StrictEmojiNeutral: true}

// Width is how many columns of a terminal text takes. Escapes that colour it take none.
func Width(text string) int { return columns.StringWidth(ansi.Strip(text)) }

// Cut shortens text to n columns.
func Cut(text string, n int) string { return columns.Truncate(text, n, "…") }
