// Package paper sets the course's texts for a terminal: prose is wrapped, and code, commands and questions
// are set off from it. Nothing is said by colour alone; without escapes it reads the same.
package paper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/course/highlight"
	"wirelab/internal/course/weave"
	"wirelab/internal/term/table"
	"wirelab/lessons"
)

// Paper sets texts for lines of Width columns. What it returns ends without a newline.
type Paper struct {
	Width int
	// Wide is how many columns code and what commands print may have, which reads best if no line is broken. Zero
	// means as many as they have.
	Wide int
	// Escapes make headings bold and the like. What goes to a pipe, or to somebody who has set NO_COLOR,
	// has none.
	Escapes bool
}

// Bold makes a text stand out, where that can be.
func (p Paper) Bold(text string) string { return p.sgr(bold, text) }

// sgr is a text between escapes: those that begin and end a way of showing it.
func (p Paper) sgr(code, text string) string {
	if !p.Escapes || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[m"
}

// Wrap sets a plain text, its first line after one prefix and the others after as many blanks.
func (p Paper) Wrap(prefix, text string) string {
	columns := ansi.StringWidth(prefix)
	lines := ansi.Wrap(hold(strings.Join(strings.Fields(text), " ")), max(p.Width-columns, 1), "")
	return indent(prefix, strings.Repeat(" ", columns), release(lines))
}

// Rule is a line across the paper that begins with a title.
func (p Paper) Rule(title string) string {
	above := ""
	if title != "" {
		lines := strings.Split(table.Hanging("── "+title, len("   "), p.Width-len(" ")), "\n")
		last := len(lines) - 1
		for _, line := range lines[:last] {
			above += p.Bold(line) + "\n"
		}
		title = lines[last] + " "
	}
	return above + p.Bold(title+strings.Repeat("─", max(p.Width-ansi.StringWidth(title), 0)))
}

// kinds say how words of code look, in SGR codes.
var kinds = map[highlight.Kind]string{
	highlight.Keyword:     bold,
	highlight.Predeclared: bold,
	highlight.Comment:     "36",
	highlight.Literal:     "32",
	highlight.Function:    underlined,
}

// Code sets a declaration of the source between rules, with the file that has it. Its lines are not wrapped, but folded where
// they are too long.
func (p Paper) Code(file, declaration, body string) string {
	var lines []string
	for _, words := range highlight.Lines(file, strings.ReplaceAll(body, "\t", "    ")) {
		line := ""
		for _, w := range words {
			line += p.sgr(kinds[w.Kind], w.Text)
		}
		lines = append(lines, line)
	}
	return p.Rule(file+"  "+declaration) + "\n" + p.fold(strings.Join(lines, "\n"), 4) + "\n" + p.Rule("")
}

// Command sets a command line. If it is too long for one, it goes on as in a shell, so that it can be copied.
func (p Paper) Command(line string) string {
	line = "$ " + line
	if p.Wide > 0 {
		line = table.Command(line, 4, p.Wide)
	}
	lines := strings.Split(line, "\n")
	for i := range lines {
		lines[i] = p.Bold(lines[i])
	}
	return strings.Join(lines, "\n")
}

// Output sets what a command has printed: tables that are too wide anew, and other lines that are broken between
// words.
func (p Paper) Output(text string) string {
	if p.Wide == 0 {
		return text
	}
	return p.fold(table.Again(text, p.Wide), 2)
}

// fold breaks lines that are too long between words, and indents what is left of them by so many columns more.
func (p Paper) fold(text string, more int) string {
	if p.Wide == 0 {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if ansi.StringWidth(line) <= p.Wide {
			continue
		}
		plain := ansi.Strip(line)
		if strings.Trim(plain, "─") == "" { // a rule
			lines[i] = ansi.Truncate(line, p.Wide, "")
			continue
		}
		columns := min(len(plain)-len(strings.TrimLeft(plain, " ")), p.Wide/2)
		line = hold(ansi.TruncateLeft(line, columns, ""))
		ends := "" // where a line may end, beside blanks
		if slices.ContainsFunc(strings.Fields(plain), func(word string) bool { return ansi.StringWidth(word) > p.Wide-columns-more }) {
			ends = "(."
		}
		first, _, _ := strings.Cut(ansi.Wrap(line, p.Wide-columns, ends), "\n")
		rest := ansi.TruncateLeft(line, ansi.StringWidth(first), "")
		for strings.HasPrefix(ansi.Strip(rest), " ") {
			rest = ansi.TruncateLeft(rest, 1, "")
		}
		before := strings.Repeat(" ", columns)
		after := before + strings.Repeat(" ", more)
		lines[i] = release(before + first + "\n" + indent(after, after, ansi.Wrap(rest, max(p.Wide-columns-more, 1), ends)))
	}
	return strings.Join(lines, "\n")
}

// Inner is the paper behind the bar of Set.
func (p Paper) Inner() Paper { return Paper{Width: p.Width - 2, Wide: p.Wide, Escapes: p.Escapes} }

// Set sets a text off behind a bar. Its lines are to fit Inner.
func (p Paper) Set(text string) string { return indent("┃ ", "┃ ", text) }

// Question sets a prediction with its choices.
func (p Paper) Question(number int, question lessons.Prediction) string {
	inner := p.Inner()
	lines := []string{p.Bold(fmt.Sprintf("Prediction %d", number)), "", inner.Wrap("", question.Question), ""}
	for i, c := range question.Choices {
		lines = append(lines, inner.Choice(i, c.Text))
	}
	return p.Set(strings.Join(lines, "\n"))
}

// Choice sets one of a prediction's.
func (p Paper) Choice(number int, text string) string {
	return p.Wrap(lessons.Letter(number)+") ", text)
}

// Text sets Markdown with the blocks of package weave. Its questions are the predictions.
func (p Paper) Text(text string, predictions []lessons.Prediction) (string, error) {
	pieces, err := weave.Split(text)
	if err != nil {
		return "", err
	}
	var parts []string
	for _, piece := range pieces {
		set, err := p.piece(piece, predictions)
		if err != nil {
			return "", fmt.Errorf("line %d: %w", piece.Line, err)
		}
		if set != "" {
			parts = append(parts, set)
		}
	}
	return strings.Join(parts, "\n\n"), nil
}

func (p Paper) piece(piece weave.Piece, predictions []lessons.Prediction) (string, error) {
	switch {
	case !piece.Block:
		return p.markdown(piece.Body, p.Width), nil
	case piece.Is("predict"):
		n, err := lessons.Question(predictions, strings.Join(piece.Info[1:], " "))
		if err != nil {
			return "", err
		}
		return p.Question(n+1, predictions[n]), nil
	case piece.Is("console"):
		return p.console(piece.Body)
	}
	if file, name, ok := piece.Declaration(); ok {
		return p.Code(file, name, piece.Body), nil
	}
	return p.fold(strings.TrimSuffix(strings.ReplaceAll(piece.Body, "\t", "    "), "\n"), 2), nil
}

// console sets commands, each with what it printed.
func (p Paper) console(body string) (string, error) {
	commands, err := weave.Commands(body)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, c := range commands {
		lines = append(lines, p.Command(c.Line))
		if c.Output != "" {
			lines = append(lines, p.Output(c.Output))
		}
	}
	return strings.Join(lines, "\n"), nil
}
