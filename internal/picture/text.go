package picture

import (
	"encoding/xml"
	"regexp"
	"strings"

	"wirelab/internal/term/visible"
)

// The sizes of letters, in pixels.
const (
	HeadSize = 20.0 // of a title
	NameSize = 17.0 // of a host or a panel
	TextSize = 14.0
	Bold     = 1.12 // bold letters are as wide as letters so much larger
)

// TextWidth is about how many pixels a text takes in letters of a size.
func TextWidth(text string, size float64) (pixels float64) {
	for _, r := range text {
		pixels += share(r) * size
	}
	return pixels
}

// share is how wide a character is, as a share of the size of letters: as wide as in DejaVu Sans, which is wider
// than most typefaces, or a little more.
func share(r rune) float64 {
	switch {
	case r == ' ':
		return 0.32
	case strings.ContainsRune(`"'.,:;|!()[]-·Iijlftr`, r):
		return 0.46
	case strings.ContainsRune("acesvxyzk", r):
		return 0.6
	case strings.ContainsRune("mMW@%…", r):
		return 1
	case r >= 'A' && r <= 'Z':
		return 0.75
	case r == 'w':
		return 0.82
	case r >= 0x300:
		return float64(visible.Width(string(r)))
	}
	return 0.64
}

// unbroken is what Wrap keeps in one line if it can: a word, or a text between quotation marks with what follows those.
var unbroken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"[^ ]*|[^ ]+`)

// Wrap puts parts into lines of so many pixels, a sign between them. What does not fit a line is broken at
// spaces, or cut.
func Wrap(parts []string, between string, room, size float64) (lines []string) {
	for _, part := range parts {
		if part == "" {
			continue
		}
		last := len(lines) - 1
		if last >= 0 && TextWidth(lines[last]+between+part, size) <= room {
			lines[last] += between + part
			continue
		}
		lines = append(lines, "")
		for _, word := range unbroken.FindAllString(part, -1) {
			last := len(lines) - 1
			switch joined := lines[last] + " " + word; {
			case lines[last] == "":
				lines[last] = Shorten(word, room, size)
			case TextWidth(joined, size) <= room:
				lines[last] = joined
			default:
				lines = append(lines, Shorten(word, room, size))
			}
		}
	}
	return lines
}

// Shorten cuts a text that is wider than so many pixels.
func Shorten(text string, pixels, size float64) string {
	if TextWidth(text, size) <= pixels {
		return text
	}
	left := pixels - TextWidth("…", size)
	for i, r := range text {
		if left -= share(r) * size; left < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// Escape makes text safe within XML and HTML.
func Escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
