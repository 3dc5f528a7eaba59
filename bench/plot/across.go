package plot

import (
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// A Measured is what one of several runs has found.
type Measured struct {
	Name string
	*bench.Findings
}

// ofTransfers are the times that transfers are compared by: a panel each.
var ofTransfers = []sweptFigure{
	{name: "until all was back", unit: picture.Duration, span: "completion"},
	{name: "until the first was back", unit: picture.Duration, span: "first"},
}

// Transfers shows how long the transfers of several runs took: a line for each transport, from run to run. ok is false if
// that is not known of any.
func Transfers(runs []Measured, transports []string) (c picture.Chart, ok bool) {
	var names []string
	var places []float64
	for i, r := range runs {
		names, places = append(names, r.Name), append(places, float64(i))
	}
	c = picture.Chart{
		Title: "How long it took: " + strings.Join(names, ", "),
		Says: "Each line is a transport, and each point on it a run: the lower it is, the sooner the bytes were back. An upright bar is the " +
			"95 % confidence interval of a median: the shorter, the surer.",
		X: picture.Axis{Name: "run", Words: names}, Height: 150,
	}
	c.Table.Header = append([]string{""}, names...)
	for _, of := range ofTransfers {
		panel := picture.Panel{Y: picture.Axis{Name: of.name, Unit: of.unit}}
		for _, name := range transports {
			var results []*bench.Result
			for _, r := range runs {
				results = append(results, r.Result(name))
			}
			add(&panel, &c.Table, of, picture.Series{Name: title(name), Transport: name}, results, places)
		}
		if says(panel) {
			c.Panels = append(c.Panels, panel)
		}
	}
	return c, len(c.Panels) > 0
}

// add adds a line to a panel, and a row to a table, if anything of it is known. The line is as given, but for its points.
func add(panel *picture.Panel, table *picture.Table, of sweptFigure, line picture.Series, results []*bench.Result, places []float64) {
	points, low, high, texts := of.line(results, places)
	if len(points) == 0 {
		return
	}
	line.Points, line.Low, line.High = points, low, high
	panel.Series = append(panel.Series, line)
	called := slices.DeleteFunc([]string{panel.Group, panel.Name, line.Name, of.name}, func(text string) bool { return text == "" })
	table.Rows = append(table.Rows, append([]string{strings.Join(called, ", ")}, texts...))
}
