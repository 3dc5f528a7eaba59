package plot

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"wirelab/bench"
	"wirelab/internal/picture"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// HowLate shows for how many messages each transport took longer than a time: the complementary distribution of
// response times, on logarithmic axes. It counts among all messages that were sent: what never came has taken longer
// than any time, and is a line of its own. ok is false if nothing came.
func HowLate(f *bench.Findings, d Data) (c picture.Chart, ok bool) {
	c = picture.Chart{
		Title: fmt.Sprintf("How late, for how many: %s, %s of %s", where(f.Plan), words.Count(trials(f), "trial"), words.Duration(f.Plan.Duration)),
		Says: "Go right to a time: the line's height says which share of the messages took longer than that. The lower a line is, " +
			"the better. Where a line does not come down, messages never came.",
		X:      picture.Axis{Name: "response time: from when a message was due until its echo came", Unit: picture.Duration, Log: true},
		Height: 240,
		Table:  picture.Table{Header: []string{"", "half took longer than", "1 in 10", "1 in 100", "1 in 1000", missed(f.Plan)}},
	}
	switch f.Plan.Server {
	case "broadcast":
		c.X.Name = "response time: from when a message was due until a subscriber had it"
	case "queue":
		c.Says = "Go right to a time: the line's height says for which share of the events it took longer than that until their work was " +
			"done. The lower a line is, the better. Where a line does not come down, work was never done."
		c.X.Name = "from when an event was due until its work was done"
	}
	panel := picture.Panel{Y: picture.Axis{Name: "messages that took longer", Unit: picture.Share, Log: true, Max: 1}}
	end := d.longest()
	for _, name := range f.Plan.Transports {
		t := d.Times[name]
		if t == nil || t.came() == 0 || f.Plan.Bulk > 0 { // a transfer's messages are due all at once
			continue
		}
		points := t.Curve()
		panel.Y.Min = min(cmp.Or(panel.Y.Min, 1), 1/float64(t.Sent))
		panel.Series = append(panel.Series, picture.Series{Name: title(name), Transport: name, Points: points, Steps: true})
		if never := t.Sent - t.came(); never > 0 {
			last := points[len(points)-1]
			panel.Series = append(panel.Series, picture.Series{
				Name: fmt.Sprintf("%s: %d of %d %s", title(name), never, t.Sent, missed(f.Plan)), Transport: name, Thin: true,
				Points: []picture.Point{last, {X: end, Y: last.Y}},
			})
		}
		c.Table.Rows = append(c.Table.Rows, t.row(name))
	}
	c.Panels = []picture.Panel{panel}
	return c, len(panel.Series) > 0
}

// trials is how many there are: of several machines, those of all of them.
func trials(f *bench.Findings) int {
	n := f.Plan.Trials
	for _, r := range f.Results {
		n = max(n, len(r.Trials))
	}
	return n
}

// missed says of what is not there what it has not done.
func missed(p bench.Plan) string {
	if p.Server == "queue" {
		return "never done"
	}
	return "never came"
}

// Curve is the share of messages that took longer than each time. It begins where all did, and ends with the slowest
// that came.
func (t *Times) Curve() (points []picture.Point) {
	longer := t.Sent
	for _, bucket := range slices.Sorted(maps.Keys(t.Counts)) {
		if len(points) == 0 {
			points = append(points, picture.Point{X: bucketTime(bucket), Y: 1})
		}
		if longer -= t.Counts[bucket]; longer == 0 {
			// On a logarithmic axis there is no 0: the last message ends the line where it was one of so many.
			return append(points, picture.Point{X: bucketTime(bucket), Y: 1 / float64(t.Sent)})
		}
		points = append(points, picture.Point{X: bucketTime(bucket), Y: float64(longer) / float64(t.Sent)})
	}
	return points
}

// longest is where the lines of what never came end: somewhat beyond the slowest message that came.
func (d Data) longest() float64 {
	most := math.MinInt
	for _, t := range d.Times {
		for bucket := range t.Counts {
			most = max(most, bucket)
		}
	}
	return bucketTime(most) * 1.5
}

// row is the table's: how long it took until so many had come.
func (t *Times) row(name string) []string {
	row := []string{title(name)}
	for _, share := range []float64{0.5, 0.1, 0.01, 0.001} {
		row = append(row, t.when(share))
	}
	return append(row, fmt.Sprintf("%d of %d", t.Sent-t.came(), t.Sent))
}

// when is the time that a share of the messages took longer than.
func (t *Times) when(share float64) string {
	if float64(t.Sent)*share < 1 {
		return "too few messages"
	}
	longer := t.Sent
	for _, bucket := range slices.Sorted(maps.Keys(t.Counts)) {
		if longer -= t.Counts[bucket]; float64(longer) <= share*float64(t.Sent) {
			return picture.DurationText(bucketTime(bucket))
		}
	}
	return "never came"
}

// title is a transport's name in texts.
func title(name string) string {
	if t, err := transport.Named(name); err == nil {
		return t.Title
	}
	return name
}
