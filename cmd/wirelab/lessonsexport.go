package main

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/export"
	"wirelab/internal/usage"
)

func lessonsExportCommand() *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "write the course as HTML pages that work offline",
		UsageText: "wirelab lessons export DIR [--force]",
		Description: `The pages work without a server: open index.html. The answers to predictions are
measured during the export, and stay hidden until the reader makes a choice. The
folder teacher has the teacher's pages. No page outside it links to them, so you
can leave it out. In wirelab's source, the files that lessons name get pages
too. Links in DIR are refused, so that nothing outside DIR is written.

EXAMPLES:
   wirelab lessons export course
   wirelab lessons export course --force      replace an earlier export`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "force", Usage: "replace the files of an earlier export in DIR"},
		},
		Action: runLessonsExport,
	}
}

func runLessonsExport(c *cli.Context) error {
	switch {
	case c.NArg() == 0:
		return usage.Wrongf("say where: a directory that is empty or does not exist")
	case c.NArg() > 1:
		return usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	}
	pages := export.Pages{
		Dir: c.Args().First(), Force: c.Bool("force"), Version: version(),
		Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	return pages.Write(c.Context)
}

func lessonsTasksCommand() *cli.Command {
	return &cli.Command{
		Name: "tasks", Usage: "write the lessons' last tasks, for Node, to a folder",
		UsageText: "wirelab lessons tasks DIR",
		Description: `Each lesson ends with a task: a file to fill in, and a test that says when it is
done. This writes those in JavaScript. They need Node 20 or later and no packages.
Files that are in DIR already stay as they are: they are your work. The same tasks
in Go are in wirelab's source.

EXAMPLES:
   wirelab lessons tasks mine`,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage.Wrongf("say where, with one name: a folder, which is made if there is none")
			}
			return export.Tasks(c.App.Writer, c.Args().First())
		},
	}
}
