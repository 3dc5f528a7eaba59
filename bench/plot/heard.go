package plot

import (
	"fmt"
	"strconv"
	"time"

	"wirelab/bench"
	"wirelab/internal/picture"
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
	from, to := stretch(f.Plan, trials)
	s = picture.Strips{
		Title: fmt.Sprintf("Who heard what: %s, messages %d to %d of trial %d", where(f.Plan), from+1, to, number+1),
		Says: "Each row is a subscriber, and each cell a message; how it looks says what became of it there. A gap is a message that " +
			"this subscriber never got. Cells above one another are the same message.",
		X: "messages, in the order in which they were published", First: from + 1,
	}
	used := map[int]bool{}
	s.Table.Header = []string{""}
	for _, state := range states {
		s.Table.Header = append(s.Table.Header, state.Name)
	}
	for _, name := range measured(f) {
		g := picture.Group{Name: title(name), Transport: name}
		for i, l := range trials[name].Listeners {
			cells := l.cells(f.Plan, name == "udp")
			count := make([]int, len(states))
			for _, state := range cells {
				count[state]++
			}
			row := []string{fmt.Sprintf("%s, subscriber %d", title(name), i+1)}
			for _, n := range count {
				row = append(row, strconv.Itoa(n))
			}
			s.Table.Rows = append(s.Table.Rows, row)
			if i >= mostListeners {
				continue
			}
			for _, state := range cells[from:to] {
				used[state] = true
			}
			g.Strips = append(g.Strips, picture.Strip{Name: l.called(i), Cells: cells[from:to]})
		}
		s.Groups = append(s.Groups, g)
	}
	keep(&s, used)
	return s, true
}

// keep leaves out the states that no cell has.
func keep(s *picture.Strips, used map[int]bool) {
	place := map[int]int{}
	for state, x := range states {
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

// stretch are the messages that are shown: from the beginning of an absence a little before on, or else those among
// which most is missing.
func stretch(p bench.Plan, trials map[string]Trial) (from, to int) {
	n := p.Messages()
	if n <= mostHeard {
		return 0, n
	}
	if p.Disconnect > 0 {
		from = int(p.Rate*(p.Duration/3).Seconds()) - mostHeard/8
		return min(max(from, 0), n-mostHeard), min(max(from, 0), n-mostHeard) + mostHeard
	}
	gone := make([]int, n)
	for _, t := range trials {
		for _, l := range t.Listeners {
			for seq, took := range l.Took {
				if took == bench.Never {
					gone[seq]++
				}
			}
		}
	}
	now := 0
	for _, count := range gone[:mostHeard] {
		now += count
	}
	most := now
	for first := 1; first+mostHeard <= n; first++ {
		if now += gone[first+mostHeard-1] - gone[first-1]; now > most {
			from, most = first, now
		}
	}
	return from, from + mostHeard
}
