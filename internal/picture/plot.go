package picture

import (
	"fmt"
	"math"
	"strings"
)

// A plot is a panel on its way into a drawing: where its axes lie, in pixels.
type plot struct {
	Panel
	x      Axis
	frame  box  // within the axes
	titled bool // it says what Y is; the panel before may have said it
	bare   bool // it has no texts of Y's ticks: the panel that it stands beside has them
	last   bool // it has the texts of X's ticks; those below it do not
}

func (p plot) px(v float64) float64 { return p.frame.left + p.x.place(v)*(p.frame.right-p.frame.left) }

func (p plot) py(v float64) float64 {
	return p.frame.bottom - p.Y.place(v)*(p.frame.bottom-p.frame.top)
}

// The measures of a chart, in pixels.
const (
	aboveFrame   = 26.0 // for what the axis shows, and the panel's name
	missingRoom  = 24.0 // below the axis, for ticks
	tickLength   = 5.0
	betweenTicks = 14.0 // of their texts, at least
	beforeAxis   = 8.0  // from a tick's text to the axis

	fewDots   = 300 // that may be large
	fewPoints = 25  // of a line that are shown on it
)

// yTicks are the ticks of an axis that goes up for so many pixels.
func (a Axis) yTicks(height float64) []Tick {
	return a.ticks(func(ticks []Tick) bool {
		for i := 1; i < len(ticks); i++ {
			if (a.place(ticks[i].At)-a.place(ticks[i-1].At))*height < 1.5*LineHeight {
				return false
			}
		}
		return true
	})
}

// head writes what Y shows, and the panel's name, and returns how high that is.
func (p plot) head(d *Drawing, y float64) (height float64) {
	title, right := p.Y.title(), p.frame.right
	if p.Name != "" {
		d.Open(ClassOf(p.Transport), "")
		d.Text("label end", right, y+TextSize, p.Name)
		d.Close()
		right -= TextWidth(p.Name, Bold*TextSize) + betweenTicks
	}
	if p.titled {
		d.Text("small", Edge, y+TextSize, Shorten(title, right-Edge, TextSize))
	}
	return aboveFrame
}

// over writes what the panels that begin with this one have in common, and what Y shows, in a line at y.
func (p plot) over(d *Drawing, y float64) {
	left, right := Edge, d.Width-Edge
	if p.Group != "" {
		group := Shorten(p.Group, right-left, Bold*TextSize)
		d.Text("strong", left, y+TextSize, group)
		left += math.Ceil(TextWidth(group, Bold*TextSize)) + betweenTicks
	}
	d.Text("small", left, y+TextSize, Shorten(p.Y.title(), right-left, TextSize))
}

// grid draws a line across for each tick of Y, and the tick's text.
func (p plot) grid(d *Drawing) {
	path := ""
	for _, t := range p.Y.yTicks(p.frame.bottom - p.frame.top) {
		y := p.py(t.At)
		path += fmt.Sprintf("M%.1f %.1fH%.1f", p.frame.left, y, p.frame.right)
		if !p.bare {
			d.Text("small end", p.frame.left-beforeAxis, y+5, t.Text)
		}
	}
	d.Path("grid", path)
}

// missing marks below the axis, from y on, what has no Y.
func (p plot) missing(d *Drawing, y float64) {
	if len(p.Missing) == 0 {
		return
	}
	path := ""
	before := math.Inf(-1)
	for _, v := range p.Missing {
		if x := p.px(v); x >= before+0.5 { // one pixel has room for one tick
			path += fmt.Sprintf("M%.1f %.1fv10", x, y+9)
			before = x
		}
	}
	d.Open("lost", fmt.Sprintf("%d %s", len(p.Missing), p.MissingName))
	d.Text("label end", p.frame.left-beforeAxis, y+19, p.MissingName)
	d.Path("ticks", path)
	d.Close()
}

// axes draws both axes; that of X lies at y, below what is missing, and has ticks.
func (p plot) axes(d *Drawing, y float64) {
	path := fmt.Sprintf("M%.1f %.1fV%.1fH%.1f", p.frame.left, p.frame.top, y, p.frame.right)
	if y > p.frame.bottom {
		path += fmt.Sprintf("M%.1f %.1fH%.1f", p.frame.left, p.frame.bottom, p.frame.right)
	}
	if p.last {
		for _, t := range p.xTicks() {
			path += fmt.Sprintf("M%.1f %.1fv%.0f", p.px(t.At), y, tickLength)
		}
	}
	d.Path("axis", path)
}

// xTicks are the ticks of X whose texts have room beside one another.
func (p plot) xTicks() []Tick {
	return p.x.ticks(func(ticks []Tick) bool {
		end := math.Inf(-1)
		for _, t := range ticks {
			half := TextWidth(t.Text, TextSize) / 2
			x := p.textAt(t)
			if x-half < end {
				return false
			}
			end = x + half + betweenTicks
		}
		return true
	})
}

// textAt is the middle of a tick's text: at the tick, if that leaves it within the picture.
func (p plot) textAt(t Tick) float64 {
	half := TextWidth(t.Text, TextSize) / 2
	return min(max(p.px(t.At), half+1), p.frame.right+2*Edge-half-1)
}

// tickTexts writes the texts of X's ticks below y, and returns how high that is.
func (p plot) tickTexts(d *Drawing, y float64) float64 {
	for _, t := range p.xTicks() {
		d.Text("small mid", p.textAt(t), y+tickLength+TextSize+1, t.Text)
	}
	return tickLength + LineHeight
}

// xTexts writes the texts of X's ticks below y, and what X shows, and returns how high that is.
func (p plot) xTexts(d *Drawing, y float64) float64 {
	y += p.tickTexts(d, y)
	lines := Wrap([]string{p.x.title()}, "", p.frame.right-p.frame.left, TextSize)
	for i, line := range lines {
		d.Text("small end", p.frame.right, y+LineHeight*float64(i)+TextSize+1, line)
	}
	return tickLength + LineHeight*float64(1+len(lines))
}

// lines draws the series, and writes their names. It returns those for whose names there is no place.
func (p plot) lines(d *Drawing) (unplaced []curve) {
	var all []curve
	for _, s := range p.Series {
		c := p.curve(s)
		all = append(all, c)
		d.Open(ClassOf(s.Transport), s.Name)
		d.Path("bar", p.intervals(s))
		switch {
		case s.Dots && len(c.points) <= fewDots:
			d.Path("dots large", dots(c.points))
		case s.Dots:
			d.Path("dots", dots(c.points))
		case s.Thin:
			d.Path("curve thin", path(c.points))
		default:
			if len(c.points) > 1 {
				d.Path("curve"+s.dash(), path(c.points))
			}
			if len(s.Points) <= fewPoints && !s.Steps {
				d.Path("dots large", dots(c.points))
			}
		}
		d.Close()
	}
	return p.labels(d, joined(all))
}

// dash is the class of the series' dash, if that is not its transport's.
func (s Series) dash() string {
	return [...]string{"", " second", " third", " fourth"}[min(s.Nth, 3)]
}

// intervals are the series' intervals as upright bars with feet.
func (p plot) intervals(s Series) string {
	var b strings.Builder
	for i := range s.Low {
		x, low, high := p.px(s.Points[i].X), p.py(s.Low[i]), p.py(s.High[i])
		fmt.Fprintf(&b, "M%.1f %.1fh6M%.1f %.1fV%.1fm-3 0h6", x-3, low, x, low, high)
	}
	return b.String()
}

// path is the way along some points.
func path(points []Point) string {
	var b strings.Builder
	for i, at := range points {
		switch {
		case i == 0:
			fmt.Fprintf(&b, "M%s %s", short(at.X), short(at.Y))
		case short(at.X) == short(points[i-1].X):
			b.WriteString("V" + short(at.Y))
		case short(at.Y) == short(points[i-1].Y):
			b.WriteString("H" + short(at.X))
		default:
			fmt.Fprintf(&b, "L%s %s", short(at.X), short(at.Y))
		}
	}
	return b.String()
}

// dots are points that are not joined, each as far from the one before as it is: that takes fewer digits. Where there are
// many, those that would cover one another are drawn once, so that a million points are still a small file.
func dots(points []Point) string {
	grid := 0.5
	switch n := len(points); {
	case n > 20_000:
		grid = 2
	case n > 3000:
		grid = 1
	}
	var b strings.Builder
	var last Point
	drawn := map[Point]bool{}
	for _, at := range points {
		to := Point{grid * math.Round(at.X/grid), grid * math.Round(at.Y/grid)}
		if !drawn[to] {
			drawn[to] = true
			fmt.Fprintf(&b, "m%s %sh0", short(to.X-last.X), short(to.Y-last.Y))
			last = to
		}
	}
	return b.String()
}

// short writes a number of pixels to a tenth.
func short(v float64) string {
	text := strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
	if text == "-0" {
		return "0"
	}
	return text
}
