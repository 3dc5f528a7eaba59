package picture_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

// TestMarks: what happened has its line where it was, above what is missing, too, and its name at the line; in a
// terminal an arrow points to where it was.
func TestMarks(t *testing.T) {
	for _, width := range widths {
		d := picturetest.Check(t, points().Draw(width, true).SVG(""))
		var lines []float64
		for _, s := range d.Shapes {
			var x, top, bottom, end float64
			if n, _ := fmt.Sscanf(s.Path, "M%f %fV%fM%f", &x, &top, &bottom, &end); slices.Contains(s.Classes, "moment") && n == 4 {
				lines = append(lines, x, end)
			}
		}
		i := slices.IndexFunc(d.Texts, func(b picturetest.Text) bool { return b.Words == "server crashed, back after 1 s" })
		if i < 0 || len(lines) != 2 || lines[0] < d.Texts[i].Left-2 || lines[0] > d.Texts[i].Right {
			t.Errorf("%g pixels: lines at %v, and no name there", width, lines)
			continue
		}
		if second := lines[1] - lines[0]; second < width/31-8 || second > width/30 { // the axis has 30 of them
			t.Errorf("%g pixels: a second is %g wide", width, second)
		}
	}
	rows := strings.Split(points().Text(picture.Terminal{Columns: 80}), "\n")
	row := slices.IndexFunc(rows, func(line string) bool { return strings.Contains(line, "again") })
	for x, sign := range []rune(rows[row]) {
		if below := []rune(rows[row+1] + strings.Repeat(" ", 80)); sign == '↓' && below[x] == ' ' {
			t.Errorf("the arrow in column %d points to %q", x, below[x])
		}
	}
	if !strings.Contains(rows[row], "again ↓") {
		t.Errorf("there is no room behind the arrow in %q", rows[row])
	}
}

// TestMarkedStrips: the name of a strip's mark is at its line, beside its group's name or below it, and whole.
func TestMarkedStrips(t *testing.T) {
	for _, width := range widths {
		for _, name := range []string{"udp", "a group with a long name"} {
			s := strips()
			s.Groups = s.Groups[1:]
			s.Groups[0].Name = name
			d := picturetest.Check(t, s.Draw(width, true).SVG(""))
			i := slices.IndexFunc(d.Texts, func(b picturetest.Text) bool { return b.Words == "server crashed, back after 1 s" })
			var x float64
			for _, shape := range d.Shapes {
				if slices.Contains(shape.Classes, "moment") && x == 0 {
					fmt.Sscanf(shape.Path, "M%f", &x)
				}
			}
			if i < 0 || x < d.Texts[i].Left-2 || x > d.Texts[i].Right {
				t.Errorf("%g pixels, %s: the line is at %g, and its name elsewhere", width, name, x)
			}
		}
	}
}
