// Package teaching has the commands of the course: lessons, site and class.
package teaching

import (
	"cmp"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/course/shell"
	"wirelab/internal/usage"
)

// Commands returns the commands of a version of wirelab.
func Commands(version string) []*cli.Command {
	return []*cli.Command{lessonsCommand(version), siteCommand(version), classCommand(version)}
}

func lessonsCommand(version string) *cli.Command {
	return &cli.Command{
		Name:      "lessons",
		Usage:     "the course: seventeen lessons to predict, measure and explain",
		UsageText: "wirelab lessons [N | COMMAND]",
		ArgsUsage: "N",
		Description: `N is a lesson's number, or part of its title; N alone shows the lesson.

EXAMPLES:
   wirelab lessons
   wirelab lessons 3
   wirelab lessons run 1
   wirelab lessons run 1 --present
   wirelab lessons show 1
   wirelab lessons show missed-event`,
		Flags: []cli.Flag{progressFlag()},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				asked := strings.Join(c.Args().Slice(), " ")
				return shell.ShowLesson(asked, names(c.Command.Subcommands), c.App.Writer, c.App.ErrWriter)
			}
			return shell.List(c.App.Writer, progressOf(c))
		},
		Subcommands: []*cli.Command{
			{
				Name: "list", Usage: "list the lessons, and the pages with answers",
				UsageText: "wirelab lessons list [--progress FILE]",
				Description: `Beside each lesson stand the time that it takes and the words that it explains.
Lessons that you have finished with wirelab lessons run are marked.

EXAMPLES:
   wirelab lessons list`,
				Flags: []cli.Flag{progressFlag()},
				Action: func(c *cli.Context) error {
					if err := flags.NoArgs(c); err != nil {
						return err
					}
					return shell.List(c.App.Writer, progressOf(c))
				},
			},
			lessonsShowCommand(),
			lessonsRunCommand(),
			lessonsQuizCommand(),
			lessonsCheckCommand(),
			lessonsExportCommand(version),
			lessonsTasksCommand(),
		},
	}
}

// names are what commands are called.
func names(commands []*cli.Command) (all []string) {
	for _, c := range commands {
		all = append(all, c.Name)
	}
	return all
}

func progressFlag() cli.Flag {
	return &cli.StringFlag{
		Name:  "progress",
		Usage: "`FILE` that remembers your progress; off: none\n\t(default: $" + shell.ProgressVariable + ", or in your own settings)",
	}
}

// progressOf is the file that a command's options name, or else the user's own.
func progressOf(c *cli.Context) shell.ProgressFile { return shell.Progress(namedProgress(c)) }

// namedProgress is the file of progress that the user has named, by the option or the variable; empty if none.
func namedProgress(c *cli.Context) string {
	return cmp.Or(c.String("progress"), os.Getenv(shell.ProgressVariable))
}

func lessonsShowCommand() *cli.Command {
	return &cli.Command{
		Name: "show", Usage: "show a lesson, or a page with an answer",
		UsageText: "wirelab lessons show N | PAGE [--teacher]",
		Description: `N is a lesson's number, or part of its title or folder. wirelab lessons lists
lessons and pages. The page glossary explains all words, and syllabus is the
course on one page. Long texts are shown
with $PAGER, or with less.

EXAMPLES:
   wirelab lessons show 3
   wirelab lessons show byte stream
   wirelab lessons show 3 --teacher      notes for teachers
   wirelab lessons show missed-event
   wirelab lessons show glossary
   wirelab lessons show syllabus`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "teacher", Usage: "show the teacher's page"},
		},
		Action: runLessonsShow,
	}
}

func runLessonsShow(c *cli.Context) error {
	if c.NArg() == 0 {
		return usage.Wrongf("say which: a lesson's number or part of its title, or a page; wirelab lessons lists them")
	}
	asked := strings.Join(c.Args().Slice(), " ")
	return shell.Show(asked, c.Bool("teacher"), c.App.Writer, c.App.ErrWriter)
}
