package course

import "strings"

// A Key is what somebody has pressed before a class: a letter, a digit or a blank, or one of these.
type Key rune

const (
	Next  Key = -1 - iota // Enter, Page Down, or the arrow to the right: remote controls send one of those
	Back                  // b, Page Up, or the arrow to the left
	Erase                 // Backspace
	Quit                  // q or Ctrl-D, which may be a mistake
	Stop                  // Ctrl-C, which is none
)

// sequences are what keys without a letter send.
var sequences = map[string]Key{
	"\x1b[6~": Next, "\x1b[C": Next, "\x1bOC": Next,
	"\x1b[5~": Back, "\x1b[D": Back, "\x1bOD": Back,
}

// Keys reads what a terminal has sent.
func Keys(sent string) (keys []Key) {
	for sent != "" {
		if strings.HasPrefix(sent, "\x1b") {
			n := escapeLength(sent)
			if key, ok := sequences[sent[:n]]; ok {
				keys = append(keys, key)
			}
			sent = sent[n:]
			continue
		}
		switch c := sent[0]; {
		case c == '\r' || c == '\n':
			keys = append(keys, Next)
		case c == 'b' || c == 'B':
			keys = append(keys, Back)
		case c == 0x7f || c == '\b':
			keys = append(keys, Erase)
		case c == 'q' || c == 'Q' || c == 4:
			keys = append(keys, Quit)
		case c == 3:
			keys = append(keys, Stop)
		case c >= ' ' && c < 0x7f:
			keys = append(keys, Key(c))
		}
		sent = sent[1:]
	}
	return keys
}

// escapeLength is how long the escape sequence is at the beginning of what was sent.
func escapeLength(sent string) int {
	if len(sent) < 3 || sent[1] != '[' && sent[1] != 'O' {
		return 1
	}
	for i := 2; i < len(sent); i++ {
		if sent[i] >= '@' && sent[i] <= '~' {
			return i + 1
		}
	}
	return len(sent)
}
