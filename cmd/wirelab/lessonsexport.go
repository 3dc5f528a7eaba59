package main

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/export"
	"wirelab/internal/usage"
)

func lessonsExportCommand() *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "writes the course as HTML pages that need no network",
		UsageText: "wirelab lessons export DIR [--force]",
		Description: `The pages work from a file: open index.html. What the lessons ask to be
predicted is measured while they are written, and stays folded until a choice is
made. The folder teacher has the teacher's pages; no page outside it links to
them, so it can be left out. Within wirelab's source, files that lessons name
get pages, too. Links in DIR are refused: nothing outside it is written.

EXAMPLES:
   wirelab lessons export course
   wirelab lessons export course --force      in place of a former export`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "force", Usage: "replace the files of a former export in DIR"},
		},
		Action: runLessonsExport,
	}
}

func runLessonsExport(c *cli.Context) error {
	switch {
	case c.NArg() == 0:
		return usage.Wrongf("say where to: a directory that is empty or does not exist")
	case c.NArg() > 1:
		return usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	}
	pages := export.Pages{
		Dir: c.Args().First(), Force: c.Bool("force"), Version: version(),
		Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	return pages.Write(c.Context)
}
