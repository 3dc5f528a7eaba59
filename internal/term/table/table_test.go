package table

import (
	"fmt"
	"os"
)

func ExamplePlain() {
	Plain(os.Stdout, []string{"transport", "address"}, [][]string{
		{"tcp", "127.0.0.1:7101"},
		{"  at once", "127.0.0.1:7102"},
		{"ws", ""},
	})
	// Output:
	// transport  address
	// tcp        127.0.0.1:7101
	//   at once  127.0.0.1:7102
	// ws
}

func ExampleMarkdown() {
	Markdown(os.Stdout, []string{"transport", "address"}, [][]string{
		{"tcp", "127.0.0.1:7101"},
	})
	// Output:
	// | transport | address        |
	// |:----------|:---------------|
	// | tcp       | 127.0.0.1:7101 |
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
