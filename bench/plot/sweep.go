package plot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// A sweptFigure is one that a sweep is drawn of.
type sweptFigure struct {
	name string
	unit picture.Unit
	span string                        // a duration that has an interval; empty: the share that is given by of
	of   func(r *bench.Result) float64 // the share
}

// ofSweep are those figures: a panel each.
var ofSweep = []sweptFigure{
	{name: "p50: half took no longer", unit: picture.Duration, span: "p50"},
	{name: "p99: 99 of 100 took no longer", unit: picture.Duration, span: "p99"},
	{name: "lost", unit: picture.Share, of: func(r *bench.Result) float64 { return r.LostPercent / 100 }},
}

// OfSweep shows how figures change with what a sweep changes: a line for each transport, with the interval of each
// median; and if it changes two things, a panel for each value of the second. ok is false if nothing was measured.
func OfSweep(s *bench.Sweep) (c picture.Chart, ok bool) {
	places, axis := along(s)
	over := s.Parameter
	if s.Second != nil {
		over = strings.Join(s.Parameters(), " and ")
	}
	c = picture.Chart{
		Title: "Over " + over + ": " + where(s.Base) + ", " + strings.Join(s.Values, ", "),
		Says: "Each line is a transport, and each point on it a run. An upright bar is the 95 % confidence interval of a median: " +
			"the shorter, the surer.",
		TextSays: "Each line is a transport.",
		X:        axis, Height: 150,
	}
	rows := 1
	if s.Second != nil {
		rows, c.Beside = len(s.Second.Values), len(s.Second.Values)
		c.Title += "; " + s.Second.Parameter + " " + strings.Join(s.Second.Values, ", ")
		c.Says += " Each panel is another " + s.Second.Parameter + ", and those of one figure have the same axes."
	}
	c.Table.Header = []string{""}
	for _, v := range s.Values {
		c.Table.Header = append(c.Table.Header, s.Parameter+" "+v)
	}
	for _, of := range ofSweep {
		var panels []picture.Panel
		for row := range rows {
			panels = append(panels, of.panel(s, row, places, &c.Table))
		}
		if slices.ContainsFunc(panels, says) {
			c.Panels = append(c.Panels, panels...)
		}
	}
	return c, len(c.Panels) > 0
}

// panel shows a figure in those runs of a sweep that have one value of the second parameter, by its number.
func (of sweptFigure) panel(s *bench.Sweep, row int, places []float64, table *picture.Table) picture.Panel {
	panel := picture.Panel{Y: picture.Axis{Name: of.name, Unit: of.unit}}
	if s.Second != nil {
		panel.Name = s.Second.Parameter + " " + s.Second.Values[row]
	}
	for _, name := range s.Base.Transports {
		line := picture.Series{Name: title(name), Transport: name}
		add(&panel, table, of, line, resultsOf(s, name, row*len(places), len(places)), places)
	}
	return panel
}

// resultsOf are a transport's results in so many runs of a sweep, from one on; nil where there is none.
func resultsOf(s *bench.Sweep, name string, from, n int) (all []*bench.Result) {
	for run := from; run < from+n; run++ {
		var r *bench.Result
		if run < len(s.Findings) {
			r = s.Findings[run].Result(name)
		}
		all = append(all, r)
	}
	return all
}

// line has a point for each result in which the figure is known, with its interval if all have one, and says for the table
// what each is.
func (of sweptFigure) line(results []*bench.Result, places []float64) (points []picture.Point, low, high []float64, texts []string) {
	whole := true // all points have an interval
	for i, at := range places {
		v, interval, known := valueOf(results[i], of.span, of.of)
		if !known {
			texts = append(texts, "-")
			continue
		}
		points = append(points, picture.Point{X: at, Y: v})
		if whole = whole && interval != nil; whole {
			low, high = append(low, float64(interval.Low)), append(high, float64(interval.High))
		}
		texts = append(texts, textOf(v, of.unit))
	}
	if !whole {
		low, high = nil, nil
	}
	return points, low, high, texts
}

// says reports whether a panel has anything that is not 0.
func says(p picture.Panel) bool {
	return slices.ContainsFunc(p.Series, func(s picture.Series) bool {
		return slices.ContainsFunc(s.Points, func(at picture.Point) bool { return at.Y != 0 })
	})
}

func textOf(v float64, unit picture.Unit) string {
	if unit == picture.Duration {
		return picture.DurationText(v)
	}
	return fmt.Sprintf("%.3g %%", 100*v)
}

// valueOf is a figure of a result, and its interval, if it has one.
func valueOf(r *bench.Result, span string, share func(*bench.Result) float64) (v float64, interval *bench.Interval, known bool) {
	switch {
	case r == nil:
		return 0, nil, false
	case span == "":
		return share(r), nil, true
	}
	d, known := r.Span(span).Get()
	if i, ok := r.Interval[span]; ok {
		interval = &i
	}
	return float64(d), interval, known
}

// along is where the values of a sweep lie: at what they are, if they are numbers or times, or else one beside the other.
func along(s *bench.Sweep) (places []float64, axis picture.Axis) {
	axis = picture.Axis{Name: s.Parameter}
	var numbers, times, shares []float64
	for i, text := range s.Values {
		places = append(places, float64(i))
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			numbers = append(numbers, v)
		}
		if d, err := time.ParseDuration(text); err == nil {
			times = append(times, float64(d))
		}
		if v, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64); err == nil && (strings.HasSuffix(text, "%") || v == 0) {
			shares = append(shares, v/100)
		}
	}
	for _, x := range []struct {
		values []float64
		unit   picture.Unit
	}{{numbers, picture.Number}, {times, picture.Duration}, {shares, picture.Share}} {
		if len(x.values) == len(s.Values) {
			axis.Unit = x.unit
			return x.values, axis
		}
	}
	axis.Words = s.Values
	return places, axis
}
