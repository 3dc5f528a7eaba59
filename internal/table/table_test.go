package table

import (
	"os"
)

func ExamplePlain() {
	Plain(os.Stdout, []string{"transport", "address"}, [][]string{
		{"tcp", "127.0.0.1:7101"},
		{"ws", ""},
	})
	// Output:
	// transport  address
	// tcp        127.0.0.1:7101
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
