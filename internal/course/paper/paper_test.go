package paper

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/term/visible"
	"wirelab/lessons"
)

const example = `# A title

A sentence with ''code'' and a [link](https://example.org), which is too long for a line. Some options are: ''--net'' and --loss, but not a-hyphen-word.

## A section

- An item that takes more
  than one line.
  - Below it another, that takes more than one, too.
- The second.

1. One

   with a paragraph
2. Two

After the list.
- At once.

> Quoted, and more than a line of it.

'''predict 1
'''

'''go a/b.go F
func F() {
	return "a line of code is never wrapped, however long"
}
'''

'''console shape
$ wirelab echo
an output is never wrapped either, however long it is
'''

'''
plain	text
'''
`

const set = `# A title

A sentence with 'code' and a link
https://example.org, which is too long
for a line. Some options are: '--net'
and --loss, but not a-hyphen-word.

## A section

- An item that takes more than one line.
  - Below it another, that takes more
    than one, too.
- The second.

1. One

   with a paragraph
2. Two

After the list.
- At once.

│ Quoted, and more than a line of it.

┃ Prediction 1
┃
┃ How many, if one may ask at all, are
┃ there?
┃
┃ a) one
┃ b) so many that a line does not hold
┃    them

── a/b.go  F ───────────────────────────
func F() {
    return "a line of code is never wrapped, however long"
}
────────────────────────────────────────

$ wirelab echo
an output is never wrapped either, however long it is

plain    text`

var question = []lessons.Prediction{{
	Question: "How many, if one may ask at all, are there?",
	Choices:  []lessons.Choice{{Text: "one"}, {Text: "so many that a line does not hold them"}},
}}

// backticks puts them where an apostrophe stands for one.
func backticks(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "''", "`"), "`'", "```")
}

func TestText(t *testing.T) {
	got, err := Paper{Width: 40}.Text(backticks(example), question)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.NewReplacer("'code'", "`code`", "'--net'", "`--net`").Replace(set); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestEscapes: with escapes it says the same.
func TestEscapes(t *testing.T) {
	got, err := Paper{Width: 40, Escapes: true}.Text(backticks(example), question)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got, "\x1b[1m$ wirelab echo\x1b[m") || !strings.Contains(got, "\x1b[1mcode\x1b[m") {
		t.Errorf("%q", got)
	}
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	plain := strings.NewReplacer("# A title", "A title", "## A section", "── A section ──", "'", "").Replace(set)
	if got = ansi.Strip(got); words(got) != words(plain) {
		t.Errorf("got\n%s\nwant\n%s", got, plain)
	}
	for line := range strings.Lines(got) {
		if strings.HasSuffix(line, " \n") {
			t.Errorf("%q has a blank at its end", line)
		}
	}
}

func TestTextErrors(t *testing.T) {
	for text, want := range map[string]string{
		"'''predict 2\n'''\n":        "line 1: there is no question 2",
		"a\n\n'''console\nls\n'''\n": "line 3: a console block begins with $ and a command",
		"'''\n":                      "line 1: the block has no end",
	} {
		if _, err := (Paper{Width: 40}).Text(backticks(text), question); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestWide: on a screen that is too narrow code is broken between words and keeps its indent, a command can be
// copied, and a table is set anew; with escapes, too.
func TestWide(t *testing.T) {
	const text = `Look:

'''go a/b.go F
func F() {
		return longFunction(withArgument, more) // a comment - of words
}
'''

'''console
$ wirelab echo --wait 1s --and more of all
name   what there is to be said          else
ada    that she says a lot here          yes
eve    little                            no
'''
`
	const want = `Look:

── a/b.go  F ───────────────────────────
func F() {
        return longFunction(withArgument,
            more) // a comment - of words
}
────────────────────────────────────────

$ wirelab echo --wait 1s --and more of \
    all
name  what there is to be said  else
ada   that she says a lot here  yes
eve   little                    no`
	for _, escapes := range []bool{false, true} {
		got, err := Paper{Width: 40, Wide: 41, Escapes: escapes}.Text(backticks(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got = ansi.Strip(got); got != want {
			t.Errorf("escapes %v:\n%s\nwant\n%s", escapes, got, want)
		}
	}
}

// TestEmphasis: what is emphasised keeps one pair of marks, or one look, across the lines of the source.
func TestEmphasis(t *testing.T) {
	const text = "That **a write\nreturned without** is *much*, 2 \\* 3 &lt; `a\\*b`.\n\n---\n\n<p>\n\n### The *end*\n"
	for escapes, want := range map[bool]string{
		false: "That **a write returned without** is\n*much*, 2 * 3 < `a\\*b`.\n\n────────\n\n<p>\n\n### The *end*",
		true:  "That \x1b[1ma write \x1b[m\x1b[1mreturned without\x1b[m is \x1b[4mmuch\x1b[m, 2\n* 3 < \x1b[1ma\\*b\x1b[m.\n\n────────\n\n<p>\n\n\x1b[1mThe \x1b[m\x1b[1;4mend\x1b[m",
	} {
		got, err := Paper{Width: 40, Escapes: escapes}.Text(text, nil)
		if err != nil || got != want {
			t.Errorf("escapes %v: got %q, %v\nwant %q", escapes, got, err, want)
		}
	}
}

// TestPicture: where no picture can be seen stands what it shows, and what draws it.
func TestPicture(t *testing.T) {
	got, err := Paper{Width: 60}.Text("![Two lines\nthat fall.](a.svg \"wirelab bench\n--format svg\")\n", nil)
	if want := "Picture: Two lines that fall. (`wirelab bench --plot`)"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTable: columns are aligned, and no line is too long or ends with a blank.
func TestTable(t *testing.T) {
	got, err := Paper{Width: 30}.Text("| a | n |\n|---|--:|\n| `code` and more than one line | 1 |\n| b | *10* |\n", nil)
	if want := strings.TrimPrefix(`
 a                     │    n
───────────────────────┼──────
 `+"`code`"+` and more than  │    1
 one line              │
 b                     │ *10*`, "\n"); err != nil || got != want {
		t.Errorf("got\n%s\n%v\nwant\n%s", got, err, want)
	}
}

// TestTableHeadings: a heading is not cut while the table has room for it, and no line is too long.
func TestTableHeadings(t *testing.T) {
	text := "| what happens | what the program sees | what it does |\n|---|---|---|\n" +
		"| the server refuses an emit, such as a text that is too long | `error` | tells its user, and does not say it again |\n"
	for width := 20; width <= 100; width++ {
		got, err := Paper{Width: width}.Text(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(got) {
			if n := visible.Width(strings.TrimRight(line, "\n")); n > width {
				t.Errorf("%d of %d columns: %s", n, width, line)
			}
		}
		if width >= 60 && strings.Contains(got, "…") {
			t.Errorf("%d columns:\n%s", width, got)
		}
	}
}
