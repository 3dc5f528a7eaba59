package ladder

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"wirelab/internal/picture"
)

// A note stands beside a host's line and says what leaves it or arrives there at a time. A thin line leads
// from that time to it, for notes make room for one another.
type note struct {
	rung    int // which packet it is about
	arrives bool
	left    bool // of the ladder: the client's
	at      time.Duration
	lines   []noteLine
	y       float64 // the middle of its first line
}

// A noteLine is a line of a note, in a class of the style.
type noteLine struct{ class, text string }

// The measures of notes, in pixels.
const (
	lineHeight = picture.LineHeight
	noteApart  = 6.0
	noteWidth  = 208.0
)

func (n note) height() float64 { return lineHeight*float64(len(n.lines)) + noteApart }

// notesOf are the notes of a ladder, in the order of time: of an instant, what arrives comes before what leaves.
func notesOf(all []rung) (notes []note) {
	for i, g := range all {
		notes = append(notes, note{rung: i, left: g.Up, at: g.Time, lines: leaving(g)})
		if g.Arrived() {
			at := max(g.Arrives, g.Time)
			lines := []noteLine{{"arrival", beside(at, g.label, " arrives", noteSize)}}
			for _, line := range picture.Wrap(strings.Fields(g.wait), " ", noteWidth, boldSize) {
				lines = append(lines, noteLine{"mark", line})
			}
			notes = append(notes, note{rung: i, arrives: true, left: !g.Up, at: at, lines: lines})
		}
	}
	slices.SortStableFunc(notes, func(a, b note) int {
		if c := cmp.Compare(a.at, b.at); c != 0 || a.arrives == b.arrives {
			return c
		}
		return map[bool]int{true: -1, false: 1}[a.arrives]
	})
	return notes
}

// beside shortens a label so that it fits a line together with a time and a word.
func beside(at time.Duration, label, word string, size float64) string {
	return picture.Shorten(label, noteWidth-picture.TextWidth(clock(at)+"  "+word, size), size) + word
}

// leaving is what is said of a packet where it leaves.
func leaving(g rung) []noteLine {
	lines := []noteLine{{"flag", beside(g.Time, g.label, "", boldSize)}}
	small := append(strings.Split(g.numbers, "  "), g.meaning...)
	for _, line := range picture.Wrap(small, " · ", noteWidth, noteSize) {
		lines = append(lines, noteLine{"small", line})
	}
	for _, mark := range g.marks {
		class := "mark"
		switch {
		case mark == sentAgain:
			class = "mark resent"
		case !g.Arrived():
			class = "mark lost"
		}
		for _, line := range picture.Wrap(strings.Fields(mark), " ", noteWidth, boldSize) {
			lines = append(lines, noteLine{class, line})
		}
	}
	return lines
}

// lay finds where the spans and their notes lie below top, and how far down they reach. A break in the axis is
// as high as the notes before and after it ask for.
func (a *axis) lay(notes []note, top float64) (bottom float64) {
	bottom = top
	end := top // of the span before
	for i := range a.spans {
		s := &a.spans[i]
		s.top = 0
		long := float64(s.to-s.from) * a.scale
		above, below := 0.0, 0.0 // what notes need beyond the span
		own := make(map[bool][]*note)
		for ; len(notes) > 0 && notes[0].at <= s.to; notes = notes[1:] {
			own[notes[0].left] = append(own[notes[0].left], &notes[0])
		}
		for _, side := range own {
			settle(side, a.y)
			last := side[len(side)-1]
			above = max(above, lineHeight/2-side[0].y)
			below = max(below, last.y+last.height()-lineHeight/2-long)
		}
		if s.top = bottom + above; i > 0 {
			s.top = max(s.top, end+cutHeight)
		}
		s.bottom = s.top + long
		for _, side := range own {
			for _, n := range side {
				n.y += s.top
			}
		}
		end, bottom = s.bottom, s.bottom+below
	}
	return bottom
}

// settle puts the notes of a side, all of one span, near their times, without one reaching into the next.
func settle(notes []*note, y func(time.Duration) float64) {
	var wanted, heights []float64
	for _, n := range notes {
		wanted, heights = append(wanted, y(n.at)), append(heights, n.height())
	}
	for i, top := range picture.Spread(wanted, heights) {
		notes[i].y = top
	}
}
