package plot

import (
	"fmt"
	"strconv"
	"time"

	"wirelab/bench"
	"wirelab/internal/picture"
	"wirelab/internal/term/words"
)

// A Listener is what one subscriber to a room has received in a trial: of each message, by its number.
type Listener struct {
	Role   bench.Role
	Took   []time.Duration // from when it was due until it first came; bench.Never if it did not
	Copies []int
	Told   []bool // the server has said that it is lost
}

// listeners are those of a trial; none of an echo server's.
func listeners(s *bench.Samples) (all []Listener) {
	for _, h := range s.Audience {
		l := Listener{Role: h.Role, Copies: h.Copies, Told: h.Told}
		for seq, at := range h.Received {
			if at != bench.Never {
				at -= s.Messages[seq].Due
			}
			l.Took = append(l.Took, at)
		}
		all = append(all, l)
	}
	return all
}

// The states of a message at a subscriber.
const (
	inTime = iota
	late
	recovered
	duplicate
	told
	missing
)

var states = []picture.State{
	inTime:    {Name: "in time", Look: picture.Quiet},
	late:      {Name: "late", Look: picture.Half},
	recovered: {Name: "recovered", Look: picture.Striped},
	duplicate: {Name: "duplicate", Look: picture.Full},
	told:      {Name: "told as lost", Look: picture.Cross},
	missing:   {Name: "missing", Look: picture.Gone},
}

// mostHeard is how many messages, and how many subscribers, are shown at most.
const (
	mostHeard     = 80
	mostListeners = 12
)

// WhoHeard shows of one trial which subscriber to a room has heard which message: those about the time of an absence, or
// where most is missing. ok is false if the server was no room's, or no trial was kept.
func WhoHeard(f *bench.Findings, d Data) (s picture.Strips, ok bool) {
	number, ok := d.typical(measured(f))
	if !ok || f.Plan.Server != "broadcast" {
		return s, false
	}
	trials := d.of(number)
	from, to := stretch(f.Plan, f.Plan.Disconnect > 0, func(seq int) (gone int) {
		for _, t := range trials {
			for _, l := range t.Listeners {
				if l.Took[seq] == bench.Never {
					gone++
				}
			}
		}
		return gone
	})
	s = picture.Strips{
		Title: fmt.Sprintf("Who heard what: %s, messages %d to %d of trial %d", where(f.Plan), from+1, to, number+1),
		Says: "Each row is a subscriber, and each cell a message; how it looks says what became of it there. A gap is a message that " +
			"this subscriber never got. Cells above one another are the same message.",
		X: "messages, in the order in which they were published", First: from + 1,
	}
	s.States, s.Table.Header = states, headed(states)
	for _, name := range measured(f) {
		g := picture.Group{Name: title(name), Transport: name}
		for i, l := range trials[name].Listeners {
			cells := l.cells(f.Plan, name == "udp")
			s.Table.Rows = append(s.Table.Rows, counted(fmt.Sprintf("%s, subscriber %d", title(name), i+1), cells, states))
			if i < mostListeners {
				g.Strips = append(g.Strips, picture.Strip{Name: l.called(i), Cells: cells[from:to], Marks: l.absence(f.Plan)})
			}
		}
		s.Groups = append(s.Groups, g)
	}
	keep(&s)
	return s, true
}

// headed is the header of a table that counts cells by their states.
func headed(states []picture.State) []string {
	header := []string{""}
	for _, state := range states {
		header = append(header, state.Name)
	}
	return header
}

// counted is a row of such a table.
func counted(name string, cells []int, states []picture.State) []string {
	count := make([]int, len(states))
	for _, state := range cells {
		count[state]++
	}
	row := []string{name}
	for _, n := range count {
		row = append(row, strconv.Itoa(n))
	}
	return row
}

// keep leaves out the states that no cell has.
func keep(s *picture.Strips) {
	used := map[int]bool{}
	for _, g := range s.Groups {
		for _, strip := range g.Strips {
			for _, state := range strip.Cells {
				used[state] = true
			}
		}
	}
	place := map[int]int{}
	all := s.States
	s.States = nil
	for state, x := range all {
		if used[state] {
			place[state] = len(s.States)
			s.States = append(s.States, x)
		}
	}
	for _, g := range s.Groups {
		for _, strip := range g.Strips {
			for i, state := range strip.Cells {
				strip.Cells[i] = place[state]
			}
		}
	}
}

// absence marks who goes away while that lasts.
func (l Listener) absence(p bench.Plan) []picture.Mark {
	if l.Role != bench.Disconnected {
		return nil
	}
	from := float64(p.Duration / 3)
	return numbered(p, []picture.Mark{{Name: "away for " + words.Duration(p.Disconnect), At: from, End: from + float64(p.Disconnect)}})
}

// called is a subscriber's name in the picture.
func (l Listener) called(i int) string {
	switch l.Role {
	case bench.Slow:
		return fmt.Sprintf("%d (slow)", i+1)
	case bench.Disconnected:
		return fmt.Sprintf("%d (away)", i+1)
	}
	return strconv.Itoa(i + 1)
}

// asksAfter is how long after a later message one must come at least that the subscriber has asked for: what comes
// sooner was only reordered.
const asksAfter = 100 * time.Millisecond

// cells are the states of the messages at a subscriber.
func (l Listener) cells(p bench.Plan, unreliable bool) []int {
	cells := make([]int, len(l.Took))
	came := bench.Never // the earliest arrival of those that come after
	for seq := len(l.Took) - 1; seq >= 0; seq-- {
		took, due := l.Took[seq], p.Due(seq)
		away := l.Role == bench.Disconnected && due >= p.Duration/3 && due < p.Duration/3+p.Disconnect
		asked := p.Resume && (away || unreliable && came != bench.Never && due+took >= came+asksAfter)
		switch {
		case took == bench.Never && l.Told[seq]:
			cells[seq] = told
		case took == bench.Never:
			cells[seq] = missing
		case l.Copies[seq] > 1:
			cells[seq] = duplicate
		case asked:
			cells[seq] = recovered
		case took > p.Wait:
			cells[seq] = late
		}
		if took != bench.Never && (came == bench.Never || due+took < came) {
			came = due + took
		}
	}
	return cells
}

// stretch are the messages that are shown: from a little before a third of the trial on if that is when something happens,
// or else those among which bad finds most.
func stretch(p bench.Plan, happens bool, bad func(seq int) int) (from, to int) {
	n := p.Messages()
	if n <= mostHeard {
		return 0, n
	}
	if happens {
		from = int(p.Rate*(p.Duration/3).Seconds()) - mostHeard/8
		return min(max(from, 0), n-mostHeard), min(max(from, 0), n-mostHeard) + mostHeard
	}
	now := 0
	for seq := range mostHeard {
		now += bad(seq)
	}
	most := now
	for first := 1; first+mostHeard <= n; first++ {
		if now += bad(first+mostHeard-1) - bad(first-1); now > most {
			from, most = first, now
		}
	}
	return from, from + mostHeard
}
