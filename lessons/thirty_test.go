package lessons

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestThirtyBytes: the packet that lesson 2 draws, and that its task makes, is the one that its Run shows.
func TestThirtyBytes(t *testing.T) {
	read := func(name string) string {
		b, err := os.ReadFile("02-packets-and-layers/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	lesson := read("lesson.md")
	between := func(begin, end string) string {
		_, after, found := strings.Cut(lesson, begin)
		text, _, ended := strings.Cut(after, end)
		if !found || !ended {
			t.Fatalf("nothing stands between %q and %q", begin, end)
		}
		return text
	}
	octet := regexp.MustCompile(`\b[0-9a-f]{2}\b`)
	join := func(lines string, line *regexp.Regexp) string {
		var all []string
		for _, m := range line.FindAllStringSubmatch(lines, -1) {
			all = append(all, octet.FindAllString(m[1], -1)...)
		}
		return strings.Join(all, " ")
	}

	run := join(between("$ wirelab layers hi --transport udp\n", "```"), regexp.MustCompile(`(?m)^  00[0-9a-f]{2}  ((?:[0-9a-f]{2} )+)`))
	if n := len(strings.Fields(run)); n != 30 {
		t.Fatalf("the Run shows %d bytes: %s", n, run)
	}
	drawing := join(between("```text\nIP header\n", "```"), regexp.MustCompile(`(?m)^   ((?:[0-9a-f]{2} +)+)`))
	if drawing != run {
		t.Errorf("the drawing has\n%s\nand the Run\n%s", drawing, run)
	}
	for _, name := range []string{"make/envelope_test.go", "make/envelope.test.mjs"} {
		if !strings.Contains(read(name), `const thirty = "`+run+`"`) {
			t.Errorf("%s has other bytes than the Run: %s", name, run)
		}
	}
}
