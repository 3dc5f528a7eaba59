package visible

import (
	"strings"
	"unicode"
)

const (
	// maxMarks is how many marks a character may have. It is what writing needs: Vietnamese has two, Arabic
	// and Hindi three, Hebrew five. More of them reach into the lines above and below.
	maxMarks = 5

	// maxJoined is how many joiners an emoji may have: a family of four has three.
	maxJoined = 3

	joiner    = '\u200d'
	nonJoiner = '\u200c'
)

// shown is what has been shown as it is, as far as it matters for what comes next. The zero value is for
// nothing: the beginning, or an escape.
type shown struct {
	last   rune
	base   rune // what marks are on; 0 if there is nothing, or a space
	marks  int
	joined int // joiners in this emoji
}

// takes says whether r may be shown as it is, and notes that. next comes after it.
func (s *shown) takes(r, next rune) bool {
	switch {
	case r == joiner || r == nonJoiner:
		if !s.joins(r, next) {
			return false
		}
		if emoji(s.base) {
			s.joined++
		}
		s.marks++
	case r == 0xfe0e || r == 0xfe0f: // text style, emoji style
		if s.last != s.base || !hasStyles(r, s.base, next) {
			return false
		}
		s.marks++
	case !unicode.IsPrint(r), unseen(r), tone(r) && tone(s.last):
		return false
	case mark(r):
		if s.base == 0 || s.marks == maxMarks {
			return false
		}
		s.marks++
	default:
		if s.last != joiner {
			s.joined = 0
		}
		s.base, s.marks = r, 0
		if r == ' ' {
			s.base = 0
		}
	}
	s.last = r
	return true
}

// joins says whether a joiner has something to do: in an emoji such as a family; beside the sign that joins
// Indic consonants; and in Persian, where it keeps letters of one word apart (RFC 5892, appendix A).
func (s *shown) joins(r, next rune) bool {
	switch {
	case s.base == 0 || s.last == joiner || s.last == nonJoiner || s.marks+2 > maxMarks:
		return false
	case r == joiner && emoji(s.base):
		return emoji(next) && !tone(next) && s.joined < maxJoined
	case unicode.Is(virama, s.last):
		return indic(next)
	case unicode.Is(virama, next):
		return indic(s.base)
	}
	return r == nonJoiner && unicode.Is(unicode.Arabic, s.base) && unicode.Is(unicode.Arabic, next) && unicode.IsLetter(next)
}

// hasStyles says whether base is shown in one way as text and in another as an emoji. Digits are so only in
// a keycap.
func hasStyles(style, base, next rune) bool {
	if strings.ContainsRune("#*0123456789", base) {
		return style == 0xfe0f && next == 0x20e3
	}
	return emoji(base) || strings.ContainsRune("‼⁉ℹ↔◻◼◽◾〰〽", base)
}

// emoji says whether r may be one; no harm is done by a joiner between other signs.
func emoji(r rune) bool {
	return unicode.Is(unicode.So, r) && r != unicode.ReplacementChar && !unseen(r) || tone(r)
}

// tone says whether r colours the skin of the emoji before it.
func tone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }

func indic(r rune) bool { return r >= 0x0900 && r <= 0x0dff && unicode.IsLetter(r) }

// virama are the signs that take a consonant's vowel away and join it with the next one.
var virama = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x094d, Hi: 0x0d4d, Stride: 0x80}, // Devanagari to Malayalam
	{Lo: 0x0dca, Hi: 0x0dca, Stride: 1},    // Sinhala
}}

// unseen says whether a character that Unicode calls printable leaves no ink: it is one that programs are
// to ignore (Default_Ignorable_Code_Point), or a letter or sign that is blank.
func unseen(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, blank)
}

var blank = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x2800, Hi: 0x2800, Stride: 1}, // Braille without a dot
		{Lo: 0xfffc, Hi: 0xfffc, Stride: 1}, // stands for what is no text
	},
	R32: []unicode.Range32{
		{Lo: 0x13441, Hi: 0x13442, Stride: 1}, // blank hieroglyphs
		{Lo: 0x16fe4, Hi: 0x16fe4, Stride: 1}, // Khitan filler
		{Lo: 0x1d159, Hi: 0x1d159, Stride: 1}, // a note without a head
	},
}

// mark says whether r is drawn on what is before it: a mark, or one of the vowels and endings of Korean
// syllables that are written in parts.
func mark(r rune) bool {
	return unicode.IsMark(r) || r >= 0x1160 && r <= 0x11ff || r >= 0xd7b0 && r <= 0xd7ff
}
