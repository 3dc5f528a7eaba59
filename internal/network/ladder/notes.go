package ladder

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"wirelab/internal/term/visible"
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
	lineHeight = 18.0
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
			line := noteLine{"arrival", beside(at, g.label, " arrives", noteSize)}
			notes = append(notes, note{rung: i, arrives: true, left: !g.Up, at: at, lines: []noteLine{line}})
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
	return shorten(label, noteWidth-textWidth(clock(at)+"  "+word, size), size) + word
}

// leaving is what is said of a packet where it leaves.
func leaving(g rung) []noteLine {
	lines := []noteLine{{"flag", beside(g.Time, g.label, "", boldSize)}}
	small := append(strings.Split(g.numbers, "  "), g.meaning...)
	for _, line := range wrap(small, " · ", noteWidth, noteSize) {
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
		for _, line := range wrap([]string{mark}, "", noteWidth, noteSize) {
			lines = append(lines, noteLine{class, line})
		}
	}
	return lines
}

// unbroken is what wrap keeps in one line if it can: a word, or a text between quotation marks.
var unbroken = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[^ ]+`)

// wrap puts parts into lines of so many pixels, a sign between them. What does not fit a line is broken at
// spaces, or cut.
func wrap(parts []string, between string, room, size float64) (lines []string) {
	for _, part := range parts {
		if part == "" {
			continue
		}
		last := len(lines) - 1
		if last >= 0 && textWidth(lines[last]+between+part, size) <= room {
			lines[last] += between + part
			continue
		}
		lines = append(lines, "")
		for _, word := range unbroken.FindAllString(part, -1) {
			last := len(lines) - 1
			switch joined := lines[last] + " " + word; {
			case lines[last] == "":
				lines[last] = shorten(word, room, size)
			case textWidth(joined, size) <= room:
				lines[last] = joined
			default:
				lines = append(lines, shorten(word, room, size))
			}
		}
	}
	return lines
}

// shorten cuts a text that is wider than so many pixels.
func shorten(text string, pixels, size float64) string {
	if textWidth(text, size) <= pixels {
		return text
	}
	left := pixels - textWidth("…", size)
	for i, r := range text {
		if left -= share(r) * size; left < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// textWidth is about how many pixels a text takes in letters of a size.
func textWidth(text string, size float64) (pixels float64) {
	for _, r := range text {
		pixels += share(r) * size
	}
	return pixels
}

// share is how wide a character is, as a share of the size of letters: as wide as in DejaVu Sans, which is wider
// than most typefaces, or a little more.
func share(r rune) float64 {
	switch {
	case r == ' ':
		return 0.32
	case strings.ContainsRune(`"'.,:;|!()[]-·Iijlftr`, r):
		return 0.46
	case strings.ContainsRune("acesvxyzk", r):
		return 0.6
	case strings.ContainsRune("mMW@%…", r):
		return 1
	case r >= 'A' && r <= 'Z':
		return 0.75
	case r == 'w':
		return 0.82
	case r >= 0x300:
		return float64(visible.Width(string(r)))
	}
	return 0.64
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

// settle puts the notes of a side, all of one span, near their times, without one reaching into the next. It
// moves them as little as it can: of the sum of squares of their ways this is the least ("isotonic
// regression, pool adjacent violators").
func settle(notes []*note, y func(time.Duration) float64) {
	type pool struct {
		mean  float64
		notes int
	}
	var pools []pool
	above := 0.0 // what the notes before take
	for _, n := range notes {
		pools = append(pools, pool{y(n.at) - above, 1})
		above += n.height()
		for last := len(pools) - 1; last > 0 && pools[last-1].mean > pools[last].mean; last-- {
			a, b := pools[last-1], pools[last]
			mean := (a.mean*float64(a.notes) + b.mean*float64(b.notes)) / float64(a.notes+b.notes)
			pools = append(pools[:last-1], pool{mean, a.notes + b.notes})
		}
	}
	above = 0
	for _, p := range pools {
		for _, n := range notes[:p.notes] {
			n.y = p.mean + above
			above += n.height()
		}
		notes = notes[p.notes:]
	}
}
