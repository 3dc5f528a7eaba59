package plot

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// A Swept is one of several sweeps.
type Swept struct {
	Name string
	*bench.Sweep
}

// OverSweeps lays sweeps over one another, at the values that all of them have: a panel for each transport or, if they change
// two parameters, one for each transport and value of the second. In a panel, the first sweep has no colour and the others
// have the transport's. Parameters are in the order of the first sweep. ok is false if there is nothing to show.
func OverSweeps(sweeps []Swept, transports []string) (c picture.Chart, ok bool) {
	o := overlayOf(sweeps, transports)
	first := o.sweeps[0]
	c = picture.Chart{
		Title: fmt.Sprintf("Over %s: %s", strings.Join(first.Parameters(), " and "), strings.Join(o.names(), ", ")),
		Says:  o.says(len(sweeps)), TextSays: o.panelsAre(),
		Height: 150, Beside: len(transports),
	}
	if o.byValue() {
		c.Beside = len(o.seconds)
	}
	o.places, c.X = along(&bench.Sweep{Parameter: first.Parameter, Values: o.values})
	c.Table.Header = []string{""}
	for _, v := range o.values {
		c.Table.Header = append(c.Table.Header, first.Parameter+" "+v)
	}
	for _, of := range ofSweep {
		var panels []picture.Panel
		for _, second := range o.seconds {
			for _, name := range transports {
				panels = append(panels, o.panel(of, name, second, &c.Table))
			}
		}
		if slices.ContainsFunc(panels, says) {
			c.Panels = append(c.Panels, panels...)
		}
	}
	return c, len(c.Panels) > 0
}

// An overlay is sweeps that are laid over one another.
type overlay struct {
	sweeps          []Swept
	transports      []string
	values, seconds []string  // of the parameters, that all sweeps have; seconds is one empty text if there is no second
	places          []float64 // where the values lie
}

func overlayOf(sweeps []Swept, transports []string) overlay {
	first := sweeps[0]
	shared := func(parameter string, values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), func(v string) bool {
			return slices.ContainsFunc(sweeps, func(s Swept) bool { return !slices.Contains(s.ValuesOf(parameter), v) })
		})
	}
	o := overlay{
		sweeps: sweeps[:min(len(sweeps), mostOver)], transports: transports,
		values: shared(first.Parameter, first.Values), seconds: []string{""},
	}
	if first.Second != nil {
		o.seconds = shared(first.Second.Parameter, first.Second.Values)
	}
	return o
}

// byValue says whether panels that stand beside one another are of values of the second parameter, and not of transports.
func (o overlay) byValue() bool { return len(o.transports) == 1 && o.sweeps[0].Second != nil }

func (o overlay) names() (names []string) {
	for _, s := range o.sweeps {
		names = append(names, s.Name)
	}
	return names
}

// panelsAre says what there is a panel for.
func (o overlay) panelsAre() string {
	second := o.sweeps[0].Second
	switch {
	case second == nil:
		return "Each panel is a transport, and each line in it a sweep."
	case o.byValue():
		return fmt.Sprintf("Each panel is another %s, over %s, and each line in it a sweep.", second.Parameter, title(o.transports[0]))
	}
	return fmt.Sprintf("For each %s there is a panel for each transport, and each line in it is a sweep.", second.Parameter)
}

// says says how the picture is to be read if there are so many sweeps.
func (o overlay) says(sweeps int) string {
	text := o.panelsAre() + fmt.Sprintf(" %s is the line without a colour.", o.sweeps[0].Name)
	if sweeps > len(o.sweeps) {
		text += fmt.Sprintf(" Of %d sweeps, the first %d are shown.", sweeps, len(o.sweeps))
	}
	return text + " Panels of one figure have the same axes. The axis of times is logarithmic: from 10 to 20 ms is as far as from 100 to 200 ms. " +
		"An upright bar is the 95 % confidence interval of a median: the shorter, the surer."
}

// panel is that of a figure, a transport and a value of the second parameter.
func (o overlay) panel(of sweptFigure, name, second string, table *picture.Table) picture.Panel {
	panel := picture.Panel{
		Name: title(name), Transport: name,
		Y: picture.Axis{Name: of.name, Unit: of.unit, Log: of.unit == picture.Duration},
	}
	first := o.sweeps[0]
	if first.Second != nil {
		panel.Group = first.Second.Parameter + " " + second
	}
	for i, s := range o.sweeps {
		var results []*bench.Result
		for _, v := range o.values {
			at := map[string]string{first.Parameter: v}
			if first.Second != nil {
				at[first.Second.Parameter] = second
			}
			var r *bench.Result
			if found := s.Found(at); found != nil {
				r = found.Result(name)
			}
			results = append(results, r)
		}
		line := picture.Series{Name: s.Name, Transport: name, Nth: i}
		if i == 0 {
			line.Transport = ""
		}
		add(&panel, table, of, line, results, o.places)
	}
	if o.byValue() {
		panel.Name, panel.Group = panel.Group, ""
	}
	return panel
}
