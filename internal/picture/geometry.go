package picture

import "math"

// A box is where a text stands, in pixels.
type box struct{ left, top, right, bottom float64 }

// A stroke is a straight line from one point to another.
type stroke struct{ x1, y1, x2, y2 float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

func (b box) within(o box) bool {
	return b.left >= o.left && b.right <= o.right && b.top >= o.top && b.bottom <= o.bottom
}

// wider is the box with so much more on each side.
func (b box) wider(by float64) box { return box{b.left - by, b.top - by, b.right + by, b.bottom + by} }

// crosses says whether a line goes through a box (Liang and Barsky's clipping).
func (s stroke) crosses(b box) bool {
	if max(s.x1, s.x2) < b.left || min(s.x1, s.x2) > b.right || max(s.y1, s.y2) < b.top || min(s.y1, s.y2) > b.bottom {
		return false // most do not come near
	}
	from, to := 0.0, 1.0
	dx, dy := s.x2-s.x1, s.y2-s.y1
	for _, side := range [][2]float64{{-dx, s.x1 - b.left}, {dx, b.right - s.x1}, {-dy, s.y1 - b.top}, {dy, b.bottom - s.y1}} {
		switch p, q := side[0], side[1]; {
		case p == 0 && q < 0:
			return false
		case p < 0:
			from = max(from, q/p)
		case p > 0:
			to = min(to, q/p)
		}
	}
	return from <= to
}

// far is how far a point is from the line.
func (s stroke) far(x, y float64) float64 {
	dx, dy := s.x2-s.x1, s.y2-s.y1
	along := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		along = min(max(((x-s.x1)*dx+(y-s.y1)*dy)/length, 0), 1)
	}
	return math.Hypot(x-s.x1-along*dx, y-s.y1-along*dy)
}

// farFromAll is how far a box is from the nearest of some lines.
func (b box) farFromAll(lines []stroke) float64 {
	nearest := math.Inf(1)
	for _, s := range lines {
		for _, x := range []float64{b.left, (b.left + b.right) / 2, b.right} {
			nearest = min(nearest, s.far(x, (b.top+b.bottom)/2))
		}
	}
	return nearest
}

// Spread puts things of some heights, one below the other, near where each is to begin, without one reaching into
// the next. It moves them as little as it can: of the sum of squares of their ways this is the least ("isotonic
// regression, pool adjacent violators"). It returns where each begins.
func Spread(wanted, heights []float64) (tops []float64) {
	type pool struct {
		mean   float64
		things int
	}
	var pools []pool
	above := 0.0 // what the things before take
	for i, y := range wanted {
		pools = append(pools, pool{y - above, 1})
		above += heights[i]
		for last := len(pools) - 1; last > 0 && pools[last-1].mean > pools[last].mean; last-- {
			a, b := pools[last-1], pools[last]
			mean := (a.mean*float64(a.things) + b.mean*float64(b.things)) / float64(a.things+b.things)
			pools = append(pools[:last-1], pool{mean, a.things + b.things})
		}
	}
	above = 0
	for _, p := range pools {
		for range p.things {
			tops = append(tops, p.mean+above)
			above += heights[len(tops)-1]
		}
	}
	return tops
}
