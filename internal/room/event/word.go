package event

// MaxWord is the length in bytes of the longest name, room, event, session, epoch or cookie.
const MaxWord = 64

// IsWord says whether s may be a name, a room, an event, a session, an epoch or a cookie: 1 to
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
