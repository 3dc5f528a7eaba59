package highlight

import (
	"fmt"
	"strings"
	"testing"
)

// marked shows words with their kinds: those that are plain as they are.
func marked(lines [][]Word) string {
	var b strings.Builder
	for _, line := range lines {
		for _, w := range line {
			if w.Kind == Plain {
				b.WriteString(w.Text)
			} else {
				fmt.Fprintf(&b, "[%s %s]", w.Kind, w.Text)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestLines(t *testing.T) {
	const code = `// F does
// nothing.
func (s *T) F(n int) error {
	x := append(s.all, 0x1f, 'a') /* two
	lines */
	if s.g (len(x), "b\"c") != nil {
		return ` + "`one\ntwo`" + `
	}
	return int64(n)
}
`
	const want = `[comment // F does]
[comment // nothing.]
[keyword func] (s *T) [function F](n [predeclared int]) [predeclared error] {
	x := append(s.all, [literal 0x1f], [literal 'a']) [comment /* two]
[comment 	lines */]
	[keyword if] s.[function g] (len(x), [literal "b\"c"]) != [predeclared nil] {
		[keyword return] [literal ` + "`one]\n[literal two`]" + `
	}
	[keyword return] int64(n)
}
`
	if got := marked(Lines("a/b.go", code)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := marked(Lines("a.txt", code)); got != code {
		t.Errorf("a text got\n%s", got)
	}
}

// FuzzLines: whatever the code is, no byte of it is lost.
func FuzzLines(f *testing.F) {
	for _, code := range []string{"", "\n\n", "a\r\n`b\r\n`", "f(\"", "'", "/*", "\x00\xff", "\ufeffpackage a"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		var lines []string
		for _, line := range Lines("a.go", code) {
			text := ""
			for _, w := range line {
				text += w.Text
			}
			lines = append(lines, text)
		}
		if got := strings.Join(lines, "\n"); got != strings.TrimSuffix(code, "\n") {
			t.Errorf("%q became %q", code, got)
		}
	})
}
