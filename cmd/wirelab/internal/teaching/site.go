package teaching

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/usage"
	"wirelab/internal/web/site"
)

func siteCommand(version string) *cli.Command {
	return &cli.Command{
		Name: "site", Usage: "write the course as a site for a web server or a stick",
		UsageText: "wirelab site DIR [--plain]",
		Description: `Writes HTML pages that work from a file as well as from any web server: open
index.html. In them the lessons' commands run, and the whole program; --plain
leaves that out. A browser that reads the pages over https keeps them for when
there is no network. The answers to predictions are measured now, and stay hidden until the
reader makes a choice.

DIR is empty, does not exist yet, or holds an earlier site, which is replaced:
other files are left alone, and links in DIR are refused. The folder teacher has
the teacher's pages. No page outside it links to them, so you can leave it out.
In wirelab's source, the files that lessons name get pages, too.

EXAMPLES:
   wirelab site course
   wirelab site /media/stick/wirelab`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "plain", Usage: "only the pages: smaller, but no command runs in them"},
		},
		Action: func(c *cli.Context) error { return writeSite(c, version, true) },
	}
}

func lessonsExportCommand(version string) *cli.Command {
	return &cli.Command{
		Name: "export", Usage: "write the course as HTML pages; wirelab site does it, too",
		UsageText: "wirelab lessons export DIR [--force]",
		Description: `This is the earlier name of wirelab site, which replaces an earlier site without
being asked to. wirelab site --help says more.

EXAMPLES:
   wirelab lessons export course
   wirelab lessons export course --force      replace an earlier site`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "force", Usage: "replace the files of an earlier site in DIR"},
		},
		Action: func(c *cli.Context) error { return writeSite(c, version, c.Bool("force")) },
	}
}

// writeSite writes the site to the directory that is named. replace: it may hold an earlier one.
func writeSite(c *cli.Context, version string, replace bool) error {
	switch {
	case c.NArg() == 0:
		return usage.Wrongf("say where: a directory that is empty or does not exist")
	case c.NArg() > 1:
		return usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	}
	s := site.Site{
		Dir: c.Args().First(), Force: replace, Plain: c.Bool("plain"), Version: version,
		Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	return s.Write(c.Context)
}
