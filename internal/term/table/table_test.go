package table

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/term/colour"
)

func ExamplePlain() {
	Plain(os.Stdout, []string{"transport", "address"}, [][]string{
		{"tcp", "127.0.0.1:7101"},
		{"  at once", "127.0.0.1:7102"},
		{"名前", "two columns each"},
		{"ws", ""},
	})
	// Output:
	// transport  address
	// tcp        127.0.0.1:7101
	//   at once  127.0.0.1:7102
	// 名前       two columns each
	// ws
}

func ExampleMarkdown() {
	Markdown(os.Stdout, []string{"transport", "address"}, [][]string{
		{"  tcp", "127.0.0.1:7101"},
		{"名前"},
	})
	// Output:
	// | transport | address        |
	// |:----------|:---------------|
	// | tcp       | 127.0.0.1:7101 |
	// | 名前      |                |
}

func ExampleParagraph() {
	fmt.Print(Paragraph("A word of  each line:\n± and µ take one column, incomprehensibilities as many as it needs.", 20))
	// Output:
	// A word of each line:
	// ± and µ take one
	// column,
	// incomprehensibilities
	// as many as it needs.
}

// TestPainted: colours change nothing about where columns and lines begin.
func TestPainted(t *testing.T) {
	set := func(paint func(string) string) string {
		var b strings.Builder
		header := []string{"", paint("tcp"), paint("udp")}
		rows := [][]string{{"lost", "0", paint("404 (3.8 %) !")}, {paint("p50"), paint("33.5 ms"), "32.4 ms"}}
		if err := Plain(&b, header, rows); err != nil {
			t.Fatal(err)
		}
		b.WriteString(Paragraph("a line of "+paint("painted")+" words and "+paint("others"), 20))
		return b.String()
	}
	plain := set(func(text string) string { return text })
	painted := set(func(text string) string { return colour.Always.Paint(colour.Lost, text) })
	if got := ansi.Strip(painted); got != plain || got == painted {
		t.Errorf("got\n%s\nwant\n%s", painted, plain)
	}
}
