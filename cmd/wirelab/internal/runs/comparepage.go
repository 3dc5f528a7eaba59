package runs

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench/compare"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/bench/sheet"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

// checkPage says what is wrong with the options that are about a page.
func checkPage(c *cli.Context) error {
	page, name := c.String("format") == "html", c.String("output")
	switch {
	case c.Bool("open") && (!page || name == "-"):
		return usage.Wrongf("--open: there is no page to open; add --format html --output FILE.html")
	case c.Bool("force") && !page:
		return usage.Wrongf("--force: it is about --format html; add that")
	case page && name != "-" && !c.Bool("force") && !pictures.Ours(name):
		return usage.Wrongf("--output %s: that file is not one that wirelab wrote; choose another name, or add --force to overwrite it", name)
	}
	return nil
}

// writePage writes a comparison as a page of HTML: what differs, a picture of it, and how each run was measured.
func writePage(c *cli.Context, w io.Writer, compared comparison, v report.View) error {
	s := sheet.Sheet{Found: compared, View: v, Repeat: "wirelab compare " + visible.Text(strings.Join(c.Args().Slice(), " "))}
	var err error
	switch compared := compared.(type) {
	case *compare.Comparison:
		err = addRuns(c, &s, compared)
	case *compare.Sweeps:
		addSweeps(&s, compared)
	}
	if err != nil {
		return err
	}
	var names []string
	for _, fact := range s.Facts {
		names = append(names, fact.Name)
	}
	s.Title = "wirelab compare: " + strings.Join(names, ", ")
	return s.Write(w)
}

// addRuns adds to a page how runs were measured, and a picture of them.
func addRuns(c *cli.Context, s *sheet.Sheet, compared *compare.Comparison) error {
	var over []plot.Run
	var measured []plot.Measured
	for _, r := range compared.Runs {
		s.Facts = append(s.Facts, sheet.Fact{Name: r.Name, Is: r.Plan.Command()})
		g := &plot.Gatherer{}
		for _, samples := range r.Samples {
			if err := g.Trial(samples); err != nil {
				return err
			}
		}
		over = append(over, plot.Run{Name: r.Name, Data: g.Data})
		measured = append(measured, plot.Measured{Name: r.Name, Findings: r.Findings})
	}
	chart, ok := plot.Over(over, compared.Transports)
	transfers := compared.Runs[0].Plan.Bulk > 0
	if transfers {
		chart, ok = plot.Transfers(measured, compared.Transports)
	}
	switch {
	case ok:
		s.Pictures = append(s.Pictures, chart)
	case !transfers:
		fmt.Fprintln(c.App.ErrWriter, "Without samples there is no picture of response times: save runs with --keep samples.")
	}
	return nil
}

// addSweeps adds to a page how sweeps were measured, and a picture of them.
func addSweeps(s *sheet.Sheet, compared *compare.Sweeps) {
	s.TableLast, s.Lead = true, compared.Lead()
	var swept []plot.Swept
	for _, of := range compared.Of {
		command := of.Findings[0].Plan.Command()
		if of.Base.Net != "" { // else it is an old file, which does not say what the plans have in common
			command = report.NewSweep(of.Sweep).Command()
		}
		s.Facts = append(s.Facts, sheet.Fact{Name: of.Name, Is: command})
		swept = append(swept, plot.Swept{Name: of.Name, Sweep: of.Sweep})
	}
	if chart, ok := plot.OverSweeps(swept, compared.Transports()); ok {
		s.Pictures = append(s.Pictures, chart)
	}
}
