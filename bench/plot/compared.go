package plot

import (
	"cmp"
	"fmt"
	"strings"

	"wirelab/internal/picture"
)

// A Run is one of several that are laid over one another.
type Run struct {
	Name string
	Data
}

// mostOver is how many runs are laid over one another at most: of more, no line could be told from the others.
const mostOver = 4

// Over shows what HowLate shows, of several runs: a panel for each transport, in which the first run has no colour and the
// others have the transport's. ok is false if there is none of which two runs or more are known.
func Over(runs []Run, transports []string) (c picture.Chart, ok bool) {
	all := len(runs)
	runs = runs[:min(all, mostOver)]
	var names []string
	for _, r := range runs {
		names = append(names, r.Name)
	}
	c = picture.Chart{
		Title: "How late, for how many: " + strings.Join(names, ", "),
		Says: fmt.Sprintf("Go right to a time: the line's height says which share of the messages took longer than that. The lower a line is, "+
			"the better. %s is the line without a colour. Where a line does not come down, messages never came.", names[0]),
		X:      picture.Axis{Name: "response time: from when a message was due until it came", Unit: picture.Duration, Log: true},
		Height: 200,
		Table:  picture.Table{Header: []string{"", "half took longer than", "1 in 10", "1 in 100", "1 in 1000", "never came"}},
	}
	if all > len(runs) {
		c.Says += fmt.Sprintf(" Of %d runs, the first %d are shown.", all, len(runs))
	}
	for _, name := range transports {
		panel := picture.Panel{
			Name: title(name), Transport: name,
			Y: picture.Axis{Name: "messages that took longer", Unit: picture.Share, Log: true, Max: 1},
		}
		for i, r := range runs {
			t := r.Times[name]
			if t == nil || t.came() == 0 {
				continue
			}
			of := name
			if i == 0 {
				of = ""
			}
			panel.Y.Min = min(cmp.Or(panel.Y.Min, 1), 1/float64(t.Sent))
			panel.Series = append(panel.Series, picture.Series{Name: r.Name, Transport: of, Nth: i, Points: t.Curve(), Steps: true})
			row := t.row(name)
			row[0] += ", " + r.Name
			c.Table.Rows = append(c.Table.Rows, row)
		}
		if len(panel.Series) > 1 {
			c.Panels = append(c.Panels, panel)
		}
	}
	return c, len(c.Panels) > 0
}
