package term

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// Hang breaks a line so that it fits a terminal of so many columns, and indents all but its beginning: so
// nobody can fill up a line with spaces and have the rest look like a line from somebody else. Zero
// columns say that there is no terminal.
//
// The terminal must not break the line again by itself. So its last column stays free, and a character
// counts as many columns as it can have: some terminals draw an emoji of several parts as all of them.
func Hang(line string, columns int) string {
	if columns <= 0 {
		return line
	}
	indent := strings.Repeat(" ", min(4, columns/4))
	var b strings.Builder
	for room := columns - 1; ; room = columns - 1 - len(indent) {
		n := fitting(line, room)
		if n == len(line) {
			b.WriteString(line)
			return b.String()
		}
		if space := strings.LastIndexByte(line[:n+1], ' '); space > n/2 {
			n = space
		} else if comma := strings.LastIndexByte(line[:n], ','); comma > space {
			n = comma + 1 // as in JSON
		} else if space > 0 {
			n = space
		}
		b.WriteString(line[:n])
		line = strings.TrimLeft(line[n:], " ")
		if line == "" {
			return b.String()
		}
		b.WriteString("\n" + indent)
	}
}

// fitting returns how many bytes of a line fit so many columns: at least one character.
func fitting(line string, columns int) int {
	begins := 0 // the character that r belongs to
	for i, r := range line {
		if r != emojiStyle {
			begins = i
		}
		if columns -= widest(r); columns < 0 && begins > 0 {
			return begins
		}
	}
	return len(line)
}

const emojiStyle = '\ufe0f'

// widest returns how many columns a character can take. The emoji style makes two columns of one, as in a
// keycap; half a flag has two on some terminals.
func widest(r rune) int {
	switch {
	case r == emojiStyle:
		return 1
	case r >= 0x1f1e6 && r <= 0x1f1ff:
		return 2
	}
	return cells.RuneWidth(r)
}

// cells says how wide characters are. Those that are wide in East Asian fonts only are so where the locale
// says it.
var cells = wideEmoji()

func wideEmoji() *runewidth.Condition {
	c := runewidth.NewCondition()
	c.StrictEmojiNeutral = false
	return c
}
