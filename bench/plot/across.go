package plot

import (
	"fmt"
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
			add(&panel, &c.Table, of, title(name), name, results, places)
		}
		if says(panel) {
			c.Panels = append(c.Panels, panel)
		}
	}
	return c, len(c.Panels) > 0
}

// add adds a line to a panel, and a row to a table, if anything of it is known.
func add(panel *picture.Panel, table *picture.Table, of sweptFigure, name, transport string, results []*bench.Result, places []float64) {
	line, texts := of.line(results, places)
	if len(line.Points) == 0 {
		return
	}
	line.Name, line.Transport = name, transport
	panel.Series = append(panel.Series, line)
	called := name + ", " + of.name
	if panel.Name != "" {
		called = panel.Name + ", " + called
	}
	table.Rows = append(table.Rows, append([]string{called}, texts...))
}

// A Swept is one of several sweeps.
type Swept struct {
	Name string
	*bench.Sweep
}

// OverSweeps lays sweeps of one parameter over one another, at the values that all of them have: a panel for each transport,
// in which the first sweep has no colour and the others have the transport's. ok is false if there is nothing to show, or
// if they change two parameters.
func OverSweeps(sweeps []Swept, transports []string) (c picture.Chart, ok bool) {
	sweeps = sweeps[:min(len(sweeps), mostOver)]
	first := sweeps[0]
	if first.Second != nil {
		return c, false
	}
	var names []string
	for _, s := range sweeps {
		names = append(names, s.Name)
	}
	values := slices.DeleteFunc(slices.Clone(first.Values), func(v string) bool {
		return slices.ContainsFunc(sweeps, func(s Swept) bool { return !slices.Contains(s.Values, v) })
	})
	places, axis := along(&bench.Sweep{Parameter: first.Parameter, Values: values})
	c = picture.Chart{
		Title: fmt.Sprintf("Over %s: %s", first.Parameter, strings.Join(names, ", ")),
		Says: fmt.Sprintf("Each panel is a transport, and each line in it a sweep; %s is the one without a colour. An upright bar is the 95 %% "+
			"confidence interval of a median: the shorter, the surer.", names[0]),
		TextSays: "Each panel is a transport, and each line in it a sweep.",
		X:        axis, Height: 150, Beside: len(transports),
	}
	c.Table.Header = []string{""}
	for _, v := range values {
		c.Table.Header = append(c.Table.Header, first.Parameter+" "+v)
	}
	for _, of := range ofSweep {
		var panels []picture.Panel
		for _, name := range transports {
			panels = append(panels, overSweeps(sweeps, of, name, values, places, &c.Table))
		}
		if slices.ContainsFunc(panels, says) {
			c.Panels = append(c.Panels, panels...)
		}
	}
	return c, len(c.Panels) > 0
}

// overSweeps is the panel of a transport and a figure.
func overSweeps(sweeps []Swept, of sweptFigure, name string, values []string, places []float64, table *picture.Table) picture.Panel {
	panel := picture.Panel{Name: title(name), Transport: name, Y: picture.Axis{Name: of.name, Unit: of.unit}}
	for i, s := range sweeps {
		all := resultsOf(s.Sweep, name, 0, len(s.Values))
		var results []*bench.Result
		for _, v := range values {
			results = append(results, all[slices.Index(s.Values, v)])
		}
		whose := name
		if i == 0 {
			whose = ""
		}
		add(&panel, table, of, s.Name, whose, results, places)
	}
	return panel
}
