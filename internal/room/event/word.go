package event

import "strings"

// MaxWord is the length in bytes of the longest name, room, session, epoch or cookie, and of what an event is called.
const MaxWord = 64

// IsWord says whether s may be a name, a room, a session, an epoch or a cookie: 1 to
// MaxWord characters of A-Z a-z 0-9 . _ -
//
// None of these needs escaping anywhere, and no letter of another alphabet can pass for one of them. Names
// that look alike are still possible, in many fonts at least: ada1 and adal, O and 0, rn and m. Names that
// differ in case only are two words here, but the hub has no two of them in one room.
func IsWord(s string) bool {
	if s == "" || len(s) > MaxWord {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

const wordRule = "1 to 64 of A-Z a-z 0-9 . _ -"

// IsEvent says whether an event may be called s: a word, or several with one space between any two, of MaxWord
// characters in all. "chat message" is what everybody's first event over Socket.IO is called.
//
// In the plain form the name ends at the first colon, which no word has in it. So nobody can make an event that
// reads like somebody else's, or like a line of the server's, which has a star before it.
func IsEvent(s string) bool {
	if len(s) > MaxWord {
		return false
	}
	for word := range strings.SplitSeq(s, " ") {
		if !IsWord(word) {
			return false
		}
	}
	return true
}

const eventRule = wordRule + ", and single spaces within"
