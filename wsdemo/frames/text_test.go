package frames

import (
	"testing"
	"unicode/utf8"
)

func FuzzValidText(f *testing.F) {
	f.Add("aé€😀", "\xf4\x90")
	f.Fuzz(func(t *testing.T, a, b string) {
		n, ok := validText([]byte(a))
		if ok && !utf8.ValidString(a[:n]) || n > len(a) || n < len(a)-3 {
			t.Fatalf("%q: %d, %v", a, n, ok)
		}
		if !ok && utf8.ValidString(a+b) {
			t.Fatalf("%q is refused, but %q could follow", a, b)
		}
		if ok && n < len(a) { // something must be able to follow
			found := false
			for _, end := range []string{"\x80", "\xa0", "\x90", "\x80\x80", "\xa0\x80", "\x90\x80", "\x90\x80\x80", "\x80\x80\x80"} {
				found = found || utf8.ValidString(a+end)
			}
			if !found {
				t.Fatalf("%q is taken, but nothing can follow", a)
			}
		}
		rest, ok := validText([]byte(a[n:] + b))
		if whole, wholeOK := validText([]byte(a + b)); wholeOK && (!ok || n+rest != whole) {
			t.Fatalf("in pieces %d, %v; in one %d", n+rest, ok, whole)
		}
	})
}
