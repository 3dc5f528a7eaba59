package file

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestReadText: a text is read as the editors of all systems save it. What is none is refused in words.
func TestReadText(t *testing.T) {
	wide := func(mark string, low, high int, text string) string {
		for _, unit := range utf16.Encode([]rune(text)) {
			mark += string([]byte{byte(unit >> low), byte(unit >> high)})
		}
		return mark
	}
	for _, test := range []struct{ name, content, want, err string }{
		{"plain", "größer\n", "größer\n", ""},
		{"empty", "", "", ""},
		{"mark", "\xef\xbb\xbfa\r\n", "a\r\n", ""},
		{"little", wide("\xff\xfe", 0, 8, "a\n"), "", "that is UTF-16 text: save it as UTF-8"},
		{"big", wide("\xfe\xff", 8, 0, "a\n"), "", "that is UTF-16 text: save it as UTF-8"},
		{"unmarked", wide("", 0, 8, "a\n"), "", "that is UTF-16 text: save it as UTF-8"},
		{"latin", "gr\xf6\xdfer", "", "that is not UTF-8 text: save it as UTF-8"},
		{"long", strings.Repeat("a", maxText), strings.Repeat("a", maxText), ""},
		{"longer", strings.Repeat("a", maxText+1), "", "that file is larger than 1 MiB, the limit"},
	} {
		name := filepath.Join(t.TempDir(), test.name)
		if err := os.WriteFile(name, []byte(test.content), 0o666); err != nil {
			t.Fatal(err)
		}
		text, err := ReadText(name)
		if text != test.want || errorText(err) != prefixedBy(name, test.err) {
			t.Errorf("%s: %d bytes, %v", test.name, len(text), err)
		}
	}
	if _, err := ReadText("."); errorText(err) != ".: that is a directory" {
		t.Error(err)
	}
	if _, err := ReadText("there/is/none"); errorText(err) != "there/is/none: no such file or directory" {
		t.Error(err)
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func prefixedBy(name, text string) string {
	if text == "" {
		return ""
	}
	return name + ": " + text
}
