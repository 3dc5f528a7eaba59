package flags

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Suggest returns what may come next: after the name of a command its subcommands, and in place of a last word that
// begins with a dash the options that begin so. It is done here because urfave/cli v2 takes the word -- for the end of
// all options, also where it is only begun, and then runs the command. Nor does it know of options behind arguments.
func Suggest(app *cli.App, words []string) (next []string) {
	commands, options := app.Commands, append([]cli.Flag{cli.VersionFlag}, app.Flags...)
	operands, whole := 0, false // whole: what comes after the first operand is another program's
	last := ""                  // the word that is being typed, if it begins with a dash
	for i := 0; i < len(words); i++ {
		word := words[i]
		c, typed := find(commands, word), i == len(words)-1
		switch {
		case c != nil && operands == 0:
			commands, options, whole = c.Subcommands, c.Flags, runsAnother(c)
		case strings.HasPrefix(word, "-") && typed:
			last = word
		case word == "--":
			return nil
		case strings.HasPrefix(word, "-"):
			if takesValue(options, word) {
				i++
			}
		default:
			operands++
		}
	}
	switch {
	case whole && operands > 0 || last != "" && takesValue(options, last): // a value comes next
		return nil
	case last != "":
		return begun(append(options, cli.HelpFlag), last, words)
	case operands == 0:
		for _, c := range commands {
			next = append(next, c.Name)
		}
	}
	return next
}

// begun are the options that begin as the last word does, but for those that are there and make no sense twice.
func begun(options []cli.Flag, last string, words []string) (next []string) {
	for _, f := range options {
		name := "--" + f.Names()[0]
		_, repeats := f.(*cli.GenericFlag)
		if strings.HasPrefix(name, last) && (repeats || !slices.Contains(words, name)) {
			next = append(next, name)
		}
	}
	return next
}
