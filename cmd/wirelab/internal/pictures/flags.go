package pictures

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/picture"
	"wirelab/internal/term"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
	"wirelab/internal/usage"
)

// Flags are the options of a command that shows pictures.
func Flags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "plot", Usage: "also draw pictures, in the terminal"},
		&cli.BoolFlag{Name: "ascii", Usage: "--plot: in ASCII alone"},
		&cli.BoolFlag{Name: "open", Usage: "open the page of --format html in a browser"},
		&cli.StringFlag{Name: "picture", Usage: "which one --format svg draws: " + strings.Join(plot.Names, ", "), DefaultText: "the first"},
		&cli.BoolFlag{Name: "force", Usage: "--format html, svg: overwrite any file"},
	}
}

// A Show is which pictures are to be shown, and what has been kept for them.
type Show struct {
	format     string // html or svg; empty: another, which has no pictures
	plot, open bool
	picture    string // which one svg draws
	output     string
	terminal   picture.Terminal
	kept       plot.Gathering
}

// From reads the options.
func From(c *cli.Context) (*Show, error) {
	s := &Show{plot: c.Bool("plot"), open: c.Bool("open"), picture: c.String("picture"), output: c.String("output")}
	if format := c.String("format"); format == "html" || format == "svg" {
		s.format = format
	}
	if s.picture != "" {
		if err := flags.Choice("picture", s.picture, plot.Names...); err != nil {
			return nil, err
		}
	}
	switch {
	case s.format == "html" && runtime.GOOS == "js":
		return nil, usage.Wrongf("--format html: a browser makes no page of its own; run this in a terminal")
	case s.plot && c.String("format") != "table":
		return nil, usage.Wrongf("--plot: it is for a terminal, and --format %s is not; --format html has the pictures", c.String("format"))
	case c.Bool("ascii") && !s.plot:
		return nil, usage.Wrongf("--ascii: it is about --plot; add that")
	case s.picture != "" && s.format != "svg":
		return nil, usage.Wrongf("--picture %s: it is about --format svg; add that", s.picture)
	case s.open && (s.format == "" || s.output == "-"):
		return nil, usage.Wrongf("--open: there is no page to open; add --format html --output FILE.html")
	case c.Bool("force") && s.format == "":
		return nil, usage.Wrongf("--force: it is about --format html and svg; add one of them")
	case s.format != "" && s.output != "-" && !c.Bool("force") && !Ours(s.output):
		return nil, usage.Wrongf("--output %s: that file is not one that wirelab wrote; choose another name, or add --force to overwrite it", s.output)
	}
	s.terminal = picture.Terminal{Columns: term.Columns(c.App.Writer), ASCII: c.Bool("ascii") || os.Getenv("TERM") == "dumb"}
	if s.output == "-" {
		s.terminal.Pen = colour.PenFor(c.App.Writer)
	}
	return s, nil
}

// Trial returns what keeps of each trial what pictures need; nil if there are none to be shown, or if they need nothing.
func (s *Show) Trial(needed bool) func(*bench.Samples) error {
	if !needed || s.format == "" && !s.plot {
		return nil
	}
	return s.kept.Trial
}

// Next says that trials from now on are of a sweep's next value.
func (s *Show) Next() { s.kept.Next() }

// Write writes what was found: as a page, or in another format and, if it is asked for, with pictures.
func (s *Show) Write(w io.Writer, r Run, v report.View, write func() error) error {
	r.Data = s.kept.Data()
	switch s.format {
	case "html":
		return r.writePage(w, v)
	case "svg":
		svg, err := r.drawing(s.picture)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, svg)
		return err
	}
	if err := write(); err != nil || !s.plot {
		return err
	}
	shown, absent := r.plain(), r.absent()
	if len(shown)+len(absent) == 0 {
		_, err := io.WriteString(w, "\n--plot: there is nothing to draw of this run.\n")
		return err
	}
	for _, c := range shown {
		if _, err := fmt.Fprintf(w, "\n%s", c.Text(s.terminal)); err != nil {
			return err
		}
	}
	for _, a := range absent {
		if _, err := fmt.Fprintf(w, "\n%s", table.Paragraph(a.Title+": "+a.Why, min(s.terminal.Columns, table.Width))); err != nil {
			return err
		}
	}
	return nil
}

// Done opens the page, if that is asked for. It is there by now.
func (s *Show) Done(c *cli.Context) error {
	if !s.open {
		return nil
	}
	return Open(c.Context, s.output)
}
