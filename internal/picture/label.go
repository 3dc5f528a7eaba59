package picture

import (
	"math"
	"slices"
	"strings"
)

// A curve is a series in pixels.
type curve struct {
	Series
	points []Point // of the line as it is drawn
	lines  []stroke
	bars   []stroke // its intervals
}

// curve puts a series into pixels.
func (p plot) curve(s Series) curve {
	c := curve{Series: s}
	for _, at := range s.Points {
		to := Point{p.px(at.X), p.py(at.Y)}
		n := len(c.points)
		if s.Steps && n > 0 {
			c.points = append(c.points, Point{to.X, c.points[n-1].Y})
		}
		c.points = append(c.points, to)
	}
	if s.Dots || len(c.points) == 1 {
		for _, at := range c.points {
			c.lines = append(c.lines, stroke{at.X, at.Y, at.X, at.Y})
		}
		return c
	}
	c.points = without(c.points)
	for i := 1; i < len(c.points); i++ {
		c.lines = append(c.lines, stroke{c.points[i-1].X, c.points[i-1].Y, c.points[i].X, c.points[i].Y})
	}
	for i := range s.Low { // no text stands on an interval
		x := p.px(s.Points[i].X)
		c.bars = append(c.bars, stroke{x, p.py(s.Low[i]), x, p.py(s.High[i])})
	}
	return c
}

// without leaves points out that are in the middle of a straight line, up or across.
func without(points []Point) []Point {
	var kept []Point
	for i, at := range points {
		if n := len(kept); n > 1 && i > 0 {
			a, b := kept[n-2], kept[n-1]
			if near(a.X, b.X) && near(b.X, at.X) || near(a.Y, b.Y) && near(b.Y, at.Y) {
				kept[n-1] = at
				continue
			}
		}
		kept = append(kept, at)
	}
	return kept
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.05 }

// together is how far two lines may be from each other that count as one, in pixels, over nine tenths of their
// length.
const together = 4

// coincide says whether two lines look like one.
func (c curve) coincide(o curve) bool {
	if len(c.lines) == 0 || len(o.lines) == 0 || c.Dots || o.Dots || c.Thin || o.Thin {
		return false
	}
	for _, pair := range [][2]curve{{c, o}, {o, c}} {
		var apart []float64
		for _, at := range pair[0].along(60) {
			nearest := math.Inf(1)
			for _, s := range pair[1].lines {
				nearest = min(nearest, s.far(at.X, at.Y))
			}
			apart = append(apart, nearest)
		}
		slices.Sort(apart)
		if apart[len(apart)*9/10] > together {
			return false
		}
	}
	return true
}

// along are n points of the line, equally far from one another.
func (c curve) along(n int) (points []Point) {
	length := 0.0
	for _, s := range c.lines {
		length += math.Hypot(s.x2-s.x1, s.y2-s.y1)
	}
	step, left := length/float64(n), 0.0
	for _, s := range c.lines {
		long := math.Hypot(s.x2-s.x1, s.y2-s.y1)
		at := left
		for ; at <= long && len(points) < n; at += max(step, 1e-9) {
			part := at / max(long, 1e-9)
			points = append(points, Point{s.x1 + part*(s.x2-s.x1), s.y1 + part*(s.y2-s.y1)})
		}
		left = at - long
	}
	return points
}

// joined gives the first of the lines that coincide the names of them all.
func joined(all []curve) []curve {
	for i := range all {
		names := []string{all[i].Name}
		for j := i + 1; j < len(all); j++ {
			if all[i].Name != "" && all[j].Name != "" && all[i].coincide(all[j]) {
				names, all[j].Name = append(names, all[j].Name), ""
			}
		}
		if n := len(names); n > 1 {
			all[i].Name = strings.Join(names[:n-1], ", ") + " and " + names[n-1] + ": nearly the same"
		}
	}
	return all
}

// labels writes the name of each line beside it, where it meets no line and no other name, and is nearer to its own
// line than to others. It returns the lines for whose names there is no such place.
func (p plot) labels(d *Drawing, all []curve) (unplaced []curve) {
	var taken []box
	for i, c := range all {
		if c.Name == "" {
			continue
		}
		var lines, others []stroke // of all series with their intervals, and of those with names of their own
		for j, o := range all {
			lines = append(append(lines, o.lines...), o.bars...)
			if j != i && o.Name != "" {
				others = append(others, o.lines...)
			}
		}
		b, texts, ok := p.beside(c, lines, others, taken)
		if !ok {
			unplaced = append(unplaced, c)
			continue
		}
		taken = append(taken, b)
		d.Open(ClassOf(c.Transport), "")
		for i, text := range texts {
			d.Text("label", b.left, b.top+TextSize+LineHeight*float64(i), text)
		}
		d.Close()
	}
	return unplaced
}

// key writes a line's name below the plot, with a piece of the line, and returns how high that is.
func (p plot) key(d *Drawing, c curve, y float64) (height float64) {
	const piece, apart = 26, 34
	class := "curve" + c.dash()
	if c.Thin {
		class += " thin"
	}
	d.Open(ClassOf(c.Transport), "")
	d.Path(class, "M"+short(p.frame.left)+" "+short(y+10)+"h"+short(piece))
	for _, line := range Wrap([]string{c.Name}, "", p.frame.right-p.frame.left-apart, Bold*TextSize) {
		d.Text("label", p.frame.left+apart, y+height+15, line)
		height += LineHeight
	}
	d.Close()
	return height + 2
}

// beside finds a place for a line's name, in one line of text or, if there is none, in more: the nearest to its line,
// and of equally near ones that farthest from others.
func (p plot) beside(c curve, lines, others []stroke, taken []box) (best box, texts []string, ok bool) {
	for _, room := range []float64{p.frame.right - p.frame.left, 150, 100} {
		texts = Wrap([]string{c.Name}, "", room, Bold*TextSize)
		width := 0.0
		for _, text := range texts {
			width = max(width, TextWidth(text, Bold*TextSize))
		}
		if best, ok = p.place(c, lines, others, taken, width, LineHeight*float64(len(texts))); ok {
			return best, texts, true
		}
	}
	return box{}, nil, false
}

// place finds a place for a text of that size.
func (p plot) place(c curve, lines, others []stroke, taken []box, width, height float64) (best box, ok bool) {
	cost := math.Inf(1)
	for _, at := range c.along(50) {
		for _, b := range around(at, width, height) {
			if !b.within(p.frame) || slices.ContainsFunc(taken, b.wider(4).meets) {
				continue
			}
			wide := b.wider(3)
			if slices.ContainsFunc(lines, func(s stroke) bool { return s.crosses(wide) }) {
				continue
			}
			own, foreign := b.farFromAll(c.lines), b.farFromAll(others)
			if own > foreign {
				continue
			}
			if x := own - min(foreign, 60)/3; x < cost {
				best, cost, ok = b, x, true
			}
		}
	}
	return best, ok
}

// around are places for a text of that size beside a point: right and left of it, above and below.
func around(at Point, width, height float64) (boxes []box) {
	for _, gap := range []float64{8, 18} {
		for _, top := range []float64{at.Y - height/2, at.Y - height - gap/2, at.Y + gap/2} {
			for _, left := range []float64{at.X + gap, at.X - gap - width, at.X - width/2} {
				boxes = append(boxes, box{math.Ceil(left), top, math.Ceil(left) + width, top + height})
			}
		}
	}
	return boxes
}
