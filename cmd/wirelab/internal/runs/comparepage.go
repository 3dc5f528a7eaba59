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
	"wirelab/internal/picture"
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

// writePage writes a comparison as a page of HTML: what differs, the runs' response times over one another, and how
// each was measured.
func writePage(c *cli.Context, w io.Writer, compared *compare.Comparison, v report.View) error {
	s := sheet.Sheet{Found: compared, View: v, Repeat: "wirelab compare " + visible.Text(strings.Join(c.Args().Slice(), " "))}
	var names []string
	var over []plot.Run
	for _, r := range compared.Runs {
		names = append(names, r.Name)
		s.Facts = append(s.Facts, sheet.Fact{Name: r.Name, Is: r.Plan.Command()})
		g := &plot.Gatherer{}
		for _, samples := range r.Samples {
			if err := g.Trial(samples); err != nil {
				return err
			}
		}
		over = append(over, plot.Run{Name: r.Name, Data: g.Data})
	}
	s.Title = "wirelab compare: " + strings.Join(names, ", ")
	if chart, ok := plot.Over(over, compared.Transports); ok && compared.Runs[0].Plan.Bulk == 0 {
		s.Pictures = []picture.Picture{chart}
	} else if compared.Runs[0].Plan.Bulk == 0 {
		fmt.Fprintln(c.App.ErrWriter, "Without samples there is no picture of response times: save runs with --keep samples.")
	}
	return s.Write(w)
}
