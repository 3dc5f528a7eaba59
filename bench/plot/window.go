package plot

import (
	"fmt"
	"strconv"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// Window shows of the first trial of a transfer how much TCP allowed itself to have under way, how much it had, and when
// it sent something again. ok is false where that is not known.
func Window(f *bench.Findings, d Data) (c picture.Chart, ok bool) {
	c = picture.Chart{
		Title: "The window: " + where(f.Plan) + ", what the client had under way to the server, in trial 1",
		Says: "The congestion window is how much TCP allows itself to have under way. It grows while all goes " +
			"well, and shrinks when something is lost: a sawtooth. In flight is what it has sent and not yet seen acknowledged; what has " +
			"arrived behind a hole counts until the hole is filled, so that this can be more. A mark below the axis is a segment that was sent again.",
		X: picture.Axis{Name: "time", Unit: picture.Duration}, Height: 150,
	}
	c.TextSays = c.Says
	c.Table.Header = []string{"", "smallest window", "largest window", "most in flight", "sent again"}
	for _, name := range measured(f) {
		w := d.of(0)[name].Window
		if len(w) < 2 {
			continue
		}
		c.Panels = append(c.Panels, windowPanel(name, w))
		c.Table.Rows = append(c.Table.Rows, windowRow(name, w))
	}
	if why := windowless(f, d); why != "" {
		c.Says += " " + why
		c.TextSays = c.Says
	}
	return c, len(c.Panels) > 0
}

func windowPanel(name string, readings []bench.Window) picture.Panel {
	congestion := picture.Series{Name: "congestion window", Transport: name, Steps: true}
	inFlight := picture.Series{Name: "in flight", Transport: name, Thin: true, Steps: true}
	p := picture.Panel{Name: title(name), Transport: name, Y: picture.Axis{Name: "bytes", Unit: picture.Bytes}, MissingName: "again"}
	again := readings[0].Again
	for _, w := range readings {
		at := float64(w.At)
		congestion.Points = append(congestion.Points, picture.Point{X: at, Y: float64(w.Congestion)})
		inFlight.Points = append(inFlight.Points, picture.Point{X: at, Y: float64(w.InFlight)})
		for ; again < w.Again; again++ {
			p.Missing = append(p.Missing, at)
		}
	}
	p.Series = []picture.Series{congestion, inFlight}
	return p
}

func windowRow(name string, readings []bench.Window) []string {
	low, high, most := readings[0].Congestion, 0, 0
	for _, w := range readings {
		low, high, most = min(low, w.Congestion), max(high, w.Congestion), max(most, w.InFlight)
	}
	row := []string{title(name)}
	for _, n := range []int{low, high, most} {
		row = append(row, fmt.Sprintf("%d B", n))
	}
	return append(row, strconv.Itoa(readings[len(readings)-1].Again-readings[0].Again))
}
