package plot

import (
	"fmt"
	"math"

	"wirelab/bench"
	"wirelab/internal/picture"
	"wirelab/internal/term/words"
)

// A Work is what became of the events of a trial with a queue.
type Work struct {
	*bench.Worked
	Done []int // how often the work of each event was done, by its number
}

// workOf is the work of a trial; nil if its server was no queue.
func workOf(s *bench.Samples) *Work {
	if s.Worked == nil {
		return nil
	}
	w := &Work{Worked: s.Worked}
	for _, m := range s.Messages {
		w.Done = append(w.Done, m.Copies)
	}
	return w
}

// consumers is how many a trial had.
func consumers(s *bench.Samples) int {
	if s.Worked == nil {
		return 0
	}
	return len(s.Worked.Delivered)
}

// crashes marks on an axis of time who crashed in a trial, and how long that was down.
func (w *Work) crashes(p bench.Plan) []picture.Mark {
	if w == nil || !w.Crashed {
		return nil
	}
	return []picture.Mark{{
		Name: fmt.Sprintf("%s crashed, back after %s", p.Crash, words.Duration(bench.DownFor)),
		At:   float64(w.Crash), End: float64(w.Crash + bench.DownFor),
	}}
}

// numbered has marks on an axis of time stand between the messages before and after, on an axis of these: they are counted
// from 1, and each is in the middle of its cell.
func numbered(p bench.Plan, marks []picture.Mark) (all []picture.Mark) {
	at := func(ns float64) float64 { return math.Ceil(ns/1e9*p.Rate) + 0.5 }
	for _, m := range marks {
		m.At = at(m.At)
		if m.End > 0 {
			m.End = at(m.End)
		}
		all = append(all, m)
	}
	return all
}

// The states of an event at a consumer, and of its work.
const (
	once = iota
	twice
	elsewhere
	dead
	never
)

var workStates = []picture.State{
	once:      {Name: "once", Look: picture.Quiet},
	twice:     {Name: "twice or more", Look: picture.Full},
	elsewhere: {Name: "came to the other consumer", Look: picture.Blank},
	dead:      {Name: "dead letter", Look: picture.Cross},
	never:     {Name: "never", Look: picture.Gone},
}

// came are the states of the events at one of the consumers.
func (w *Work) came(consumer int) (cells []int) {
	for seq, n := range w.Delivered[consumer] {
		switch {
		case n == 1:
			cells = append(cells, once)
		case n > 1:
			cells = append(cells, twice)
		case w.Deliveries(seq) > 0:
			cells = append(cells, elsewhere)
		default:
			cells = append(cells, never)
		}
	}
	return cells
}

// done are the states of the events' work.
func (w *Work) done() (cells []int) {
	for seq, n := range w.Done {
		switch {
		case n == 1:
			cells = append(cells, once)
		case n > 1:
			cells = append(cells, twice)
		case w.Dead != nil && w.Dead[seq]:
			cells = append(cells, dead)
		default:
			cells = append(cells, never)
		}
	}
	return cells
}

// workStrips are strips of events from one of them on, without groups.
func workStrips(from int) picture.Strips {
	return picture.Strips{
		X: "events, in the order in which they were put in", First: from + 1, States: workStates,
		Table: picture.Table{Header: headed(workStates)},
	}
}

// workStretch are the events that are shown of such trials.
func workStretch(p bench.Plan, trials map[string]Trial) (from, to int) {
	return stretch(p, p.Crash != bench.CrashNone, func(seq int) (odd int) {
		for _, t := range trials {
			if t.Work != nil && t.Work.Done[seq] != 1 {
				odd++
			}
		}
		return odd
	})
}

// Guarantees shows of one trial with each guarantee how often the work of which event was done. ok is false if the sweep is
// not one of guarantees, or a trial was not kept.
func Guarantees(sweep *bench.Sweep, data []Data) (s picture.Strips, ok bool) {
	if sweep.Parameter != "guarantee" || sweep.Second != nil || len(data) < len(sweep.Findings) {
		return s, false
	}
	number, ok := data[0].typical(measured(sweep.Findings[0]))
	if !ok {
		return s, false
	}
	base := sweep.Findings[0].Plan
	all := map[string]Trial{}
	for i := range sweep.Findings {
		for name, t := range data[i].of(number) {
			all[sweep.Values[i]+" "+name] = t
		}
	}
	from, to := workStretch(base, all)
	s = workStrips(from)
	s.Title = fmt.Sprintf("What became of each event: %s, events %d to %d of trial %d", where(base), from+1, to, number+1)
	s.TextSays = "Each sign is an event, and says how often its work was done. Signs above one another are the same event."
	s.Says = "Each cell is an event, and says how often its work was done. Cells above one another are the same event. " + crash(base)
	for i, f := range sweep.Findings {
		g := picture.Group{Name: sweep.Values[i]}
		for _, name := range measured(f) {
			w := all[sweep.Values[i]+" "+name].Work
			if w == nil {
				return s, false
			}
			cells := w.done()
			s.Table.Rows = append(s.Table.Rows, counted(sweep.Values[i]+", "+title(name), cells, workStates))
			g.Strips = append(g.Strips, picture.Strip{
				Name: title(name), Transport: name, Cells: cells[from:to], Marks: numbered(base, w.crashes(base)),
			})
		}
		s.Groups = append(s.Groups, g)
	}
	keep(&s)
	return s, true
}

// WhoWorked shows of one trial with a queue which event came to which consumer, and how often its work was done: those
// about the time of a crash, or where most is not as it should be. ok is false if the server was no queue, or no trial was kept.
func WhoWorked(f *bench.Findings, d Data) (s picture.Strips, ok bool) {
	number, ok := d.typical(measured(f))
	if !ok || f.Plan.Server != "queue" {
		return s, false
	}
	trials := d.of(number)
	from, to := workStretch(f.Plan, trials)
	s = workStrips(from)
	s.Title = fmt.Sprintf("Who heard what: %s, %s, events %d to %d of trial %d", where(f.Plan), f.Plan.Guarantee, from+1, to, number+1)
	s.Says = "Each cell is an event, and cells above one another are the same event. The upper rows say how often it came to a consumer, " +
		"the last one how often its work was done. " + crash(f.Plan)
	if f.Plan.Crash == bench.CrashConsumer {
		s.Says += " Consumer 2 is the same program, started again."
	}
	for _, name := range measured(f) {
		w := trials[name].Work
		if w == nil {
			return s, false
		}
		g := picture.Group{Name: title(name), Transport: name}
		add := func(called string, cells []int) {
			s.Table.Rows = append(s.Table.Rows, counted(title(name)+", "+called, cells, workStates))
			g.Strips = append(g.Strips, picture.Strip{Name: called, Cells: cells[from:to], Marks: numbered(f.Plan, w.crashes(f.Plan))})
		}
		for i := range w.Delivered {
			called := "consumer"
			if len(w.Delivered) > 1 {
				called = fmt.Sprintf("consumer %d", i+1)
			}
			add(called, w.came(i))
		}
		add("work done", w.done())
		s.Groups = append(s.Groups, g)
	}
	keep(&s)
	return s, true
}
