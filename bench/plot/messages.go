package plot

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"wirelab/bench"
	"wirelab/internal/picture"
	"wirelab/internal/term/words"
)

// Messages shows one trial message by message: when each was due, and how long it took. ok is false if no trial was
// kept of all transports that were measured.
func Messages(f *bench.Findings, d Data) (c picture.Chart, ok bool) {
	number, ok := d.typical(measured(f))
	if !ok || f.Plan.Bulk > 0 {
		return c, false
	}
	c = chartOf(f, d.of(number))
	c.Title = "Message by message: " + where(f.Plan) + which(f, number)
	c.Says = "Each point is a message: the higher it is, the longer it took. A mark below the axis is a message that never came. " +
		"Points that come down steeply, one after the other, have waited for the same earlier message, and came together."
	c.TextSays = "Each column is as high as its slowest message. × is a message that never came."
	if f.Plan.Server == "queue" {
		c.Says = "Each point is an event: the higher it is, the longer it took until its work was done. A mark below the axis is an event whose " +
			"work was never done. " + crash(f.Plan)
		c.TextSays = "Each column is as high as its slowest event. × is an event whose work was never done."
	}
	return c, true
}

// crash says when who crashed, and how that looks.
func crash(p bench.Plan) string {
	if p.Crash == bench.CrashNone {
		return ""
	}
	return fmt.Sprintf("The %s crashed at the line, when a third of the trial was over, and was started again %s later, at the second line. "+
		"What was put in about then waited, or its work was never done, or done twice.", p.Crash, words.Duration(bench.DownFor))
}

// closeUp is how many messages are seen from near.
const closeUp = 80

// Closer shows of the same trial the messages about the one that waited longest over a transport that keeps order.
func Closer(f *bench.Findings, d Data) (c picture.Chart, ok bool) {
	number, ok := d.typical(measured(f))
	if !ok || f.Plan.Bulk > 0 || f.Plan.Server == "queue" { // where a crash is what one waits for
		return c, false
	}
	trials := d.of(number)
	from, to, of, ok := around(f, trials)
	if !ok {
		return c, false
	}
	for name, t := range trials {
		t.Messages = slices.DeleteFunc(slices.Clone(t.Messages), func(m Message) bool { return m.Due < from || m.Due > to })
		trials[name] = t
	}
	c = chartOf(f, trials)
	c.X.Min, c.X.Max = float64(from), float64(to)
	c.Title = fmt.Sprintf("From near: %s, %d messages about the one that took longest over %s, in trial %d", where(f.Plan), closeUp, title(of), number+1)
	c.Says = "A staircase that comes down is one stall: the first of its messages was lost and sent again, or late, and those behind it " +
		"waited, each less long than the one before. Over UDP no message waits for one that was lost."
	return c, true
}

// around is the time about the slowest message of the first transport that keeps order.
func around(f *bench.Findings, trials map[string]Trial) (from, to time.Duration, of string, ok bool) {
	for _, name := range f.Plan.Transports {
		t := trials[name]
		if name == "udp" || len(t.Messages) <= 2*closeUp {
			continue
		}
		slowest := 0
		for i, m := range t.Messages {
			if m.Took > t.Messages[slowest].Took {
				slowest = i
			}
		}
		first := min(max(slowest-closeUp/2, 0), len(t.Messages)-closeUp)
		return t.Messages[first].Due, t.Messages[first+closeUp-1].Due, name, true
	}
	return 0, 0, "", false
}

// which says which trial is shown, and why it.
func which(f *bench.Findings, number int) string {
	all := trials(f)
	if all == 1 {
		return ""
	}
	text := fmt.Sprintf(", trial %d of %d, whose slowest messages took as long as usual", number+1, all)
	if f.Plan.Server == "broadcast" {
		text += "; what subscriber 1 heard"
	}
	return text
}

// measured are the transports of which there are results.
func measured(f *bench.Findings) (names []string) {
	for _, name := range f.Plan.Transports {
		if f.Result(name) != nil {
			names = append(names, name)
		}
	}
	return names
}

// chartOf has a panel for each transport.
func chartOf(f *bench.Findings, trials map[string]Trial) picture.Chart {
	c := picture.Chart{X: picture.Axis{Name: "when the message was due", Unit: picture.Duration}, Height: 110}
	c.Table.Header = []string{"", "messages", missed(f.Plan), "fastest", "middle", "slowest"}
	y, lost := picture.Axis{Name: "response time", Unit: picture.Duration}, "lost"
	if f.Plan.Server == "queue" {
		y.Name, lost = "until the work was done", "never"
	}
	for _, name := range measured(f) {
		if spread(trials) > 30 {
			y.Log = true
		}
		t := trials[name]
		panel := picture.Panel{Name: title(name), Transport: name, Y: y, MissingName: lost, Marks: t.Work.crashes(f.Plan)}
		points := picture.Series{Transport: name, Dots: true}
		for _, m := range t.Messages {
			if m.Took == bench.Never {
				panel.Missing = append(panel.Missing, float64(m.Due))
				continue
			}
			points.Points = append(points.Points, picture.Point{X: float64(m.Due), Y: float64(m.Took)})
		}
		panel.Series = []picture.Series{points}
		c.Panels = append(c.Panels, panel)
		c.Table.Rows = append(c.Table.Rows, t.row(name, len(panel.Missing)))
	}
	return c
}

// spread is how many times as long as the middle message the slowest took, over any transport.
func spread(trials map[string]Trial) (most float64) {
	for _, t := range trials {
		if took := t.sorted(); len(took) > 0 && took[len(took)/2] > 0 {
			most = max(most, float64(took[len(took)-1])/float64(took[len(took)/2]))
		}
	}
	return most
}

// sorted are the response times of a trial, the shortest first.
func (t Trial) sorted() (took []time.Duration) {
	for _, m := range t.Messages {
		if m.Took != bench.Never {
			took = append(took, m.Took)
		}
	}
	slices.Sort(took)
	return took
}

// row is a trial's in the table.
func (t Trial) row(name string, missing int) []string {
	row := []string{title(name), strconv.Itoa(len(t.Messages)), strconv.Itoa(missing)}
	took := t.sorted()
	if len(took) == 0 {
		return append(row, "-", "-", "-")
	}
	for _, d := range []time.Duration{took[0], took[len(took)/2], took[len(took)-1]} {
		row = append(row, picture.DurationText(float64(d)))
	}
	return row
}
