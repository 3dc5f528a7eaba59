package picturetest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"testing"
)

// A segment is a straight piece of a line.
type segment struct{ x1, y1, x2, y2 float64 }

var step = regexp.MustCompile(`([MLHVhv])(-?[0-9.]+)(?: (-?[0-9.]+))?`)

// segments takes the path of a line apart.
func segments(path string) (all []segment) {
	var x, y float64
	for _, m := range step.FindAllStringSubmatch(path, -1) {
		var a, b float64
		fmt.Sscan(m[2], &a)
		fmt.Sscan(m[3], &b)
		toX, toY := x, y
		switch m[1] {
		case "M", "L":
			toX, toY = a, b
		case "H":
			toX = a
		case "h":
			toX = x + a
		case "V":
			toY = a
		case "v":
			toY = y + a
		}
		if m[1] != "M" {
			all = append(all, segment{x, y, toX, toY})
		}
		x, y = toX, toY
	}
	return all
}

// checkLines looks whether a line goes through a name.
func (d Drawing) checkLines(t *testing.T) {
	t.Helper()
	for _, s := range d.Shapes {
		if !slices.Contains(s.Classes, "curve") && !slices.Contains(s.Classes, "moment") {
			continue
		}
		for _, piece := range segments(s.Path) {
			for _, b := range d.Texts {
				name := slices.Contains(b.Classes, "label") || slices.Contains(b.Classes, "strong")
				if name && piece.through(b) {
					t.Errorf("a line goes through %q at %.0f, %.0f", b.Words, b.Left, b.Top)
				}
			}
		}
	}
}

// through says whether the piece goes through a text, tried at each half pixel.
func (s segment) through(b Text) bool {
	n := 1 + int(2*math.Hypot(s.x2-s.x1, s.y2-s.y1))
	for i := range n + 1 {
		part := float64(i) / float64(n)
		x, y := s.x1+part*(s.x2-s.x1), s.y1+part*(s.y2-s.y1)
		if x > b.Left && x < b.Right && y > b.Top && y < b.Bottom {
			return true
		}
	}
	return false
}
