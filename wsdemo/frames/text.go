package frames

import "unicode/utf8"

// validText returns how many bytes of b are whole characters in UTF-8. It is false where something can
// never become a character, whatever comes next.
func validText(b []byte) (n int, ok bool) {
	n = len(b)
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ { // may the last character be incomplete?
		if last := b[len(b)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				n -= i
			}
			break
		}
	}
	return n, utf8.Valid(b[:n])
}
