package picture_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

var widths = []float64{320, 344, 480, 760, 1200}

// check draws a picture at all widths, with and without a heading.
func check(t *testing.T, p picture.Picture) {
	t.Helper()
	for _, width := range widths {
		for _, heading := range []bool{true, false} {
			t.Run(fmt.Sprintf("%g %v", width, heading), func(t *testing.T) {
				picturetest.Check(t, p.Draw(width, heading).SVG(""))
			})
		}
	}
}

// falling is a line such as a distribution has.
func falling(by float64) (points []picture.Point) {
	for i := range 60 {
		points = append(points, picture.Point{X: 1e6 * math.Pow(1.1, float64(i)) * by, Y: math.Pow(0.85, float64(i))})
	}
	return points
}

// lines is a chart on logarithmic axes: two lines that are nearly one, one apart, and a thin one.
func lines() picture.Chart {
	last := falling(5)[59]
	return picture.Chart{
		Title: "How late: what a test draws", Says: "The lower the better.", Height: 240,
		X: picture.Axis{Name: "response time: from when a message was due until its answer came", Unit: picture.Duration, Log: true},
		Panels: []picture.Panel{{
			Y: picture.Axis{Name: "messages that took longer", Unit: picture.Share, Log: true, Max: 1},
			Series: []picture.Series{
				{Name: "TCP", Transport: "tcp", Points: falling(1), Steps: true},
				{Name: "UDP", Transport: "udp", Points: falling(5), Steps: true},
				{Name: "UDP: 56 of 1500 never came", Transport: "udp", Thin: true, Points: []picture.Point{last, {X: last.X * 8, Y: last.Y}}},
				{Name: "WebSocket", Transport: "ws", Points: falling(1.01), Steps: true},
			},
		}},
		Table: picture.Table{Header: []string{"", "half took"}, Rows: [][]string{{"TCP", "3 ms"}}},
	}
}

// points is a chart of points in three panels, of which one has what is missing.
func points() picture.Chart {
	c := picture.Chart{Title: "Message by message", Says: "Each is one.", X: picture.Axis{Name: "when it was due", Unit: picture.Duration}, Height: 110}
	random := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{"tcp", "udp", "ws"} {
		s := picture.Series{Transport: name, Dots: true}
		for i := range 200 {
			s.Points = append(s.Points, picture.Point{X: float64(i) * 150e6, Y: 30e6 * (1 + random.ExpFloat64())})
		}
		c.Panels = append(c.Panels, picture.Panel{
			Name: name, Transport: name, Y: picture.Axis{Name: "response time", Unit: picture.Duration}, Series: []picture.Series{s},
		})
	}
	c.Panels[1].Missing, c.Panels[1].MissingName = []float64{1e9, 1.01e9, 29e9}, "lost"
	c.Panels[1].Marks = []picture.Mark{{Name: "server crashed, back after 1 s", At: 10e9, End: 11e9}, {Name: "again", At: 29.5e9}}
	return c
}

// beside is a chart whose panels stand beside one another, in two groups; in each, lines are laid over one another.
func beside() picture.Chart {
	c := picture.Chart{
		Title: "Over rate: old, new, newer, newest", Says: "The lower the better.", Height: 150, Beside: 2,
		X:     picture.Axis{Name: "rate"},
		Table: picture.Table{Header: []string{"", "rate 10"}, Rows: [][]string{{"TCP, old", "3 ms"}}},
	}
	for i := range 4 {
		p := picture.Panel{
			Name: []string{"TCP", "WebSocket"}[i%2], Transport: []string{"tcp", "ws"}[i%2], Group: []string{"size 20", "size 2000"}[i/2],
			Y: picture.Axis{Name: "p50: half took no longer", Unit: picture.Duration, Log: true},
		}
		for nth, name := range []string{"old", "new", "newer", "newest"} {
			s := picture.Series{Name: name, Transport: p.Transport, Nth: nth}
			for x := range 3 {
				y := 10e6 * float64(1+x) * math.Pow(3, float64(nth)) * float64(1+i)
				s.Points = append(s.Points, picture.Point{X: 10 * float64(1+x), Y: y})
				s.Low, s.High = append(s.Low, 0.8*y), append(s.High, 1.2*y)
			}
			if nth == 0 {
				s.Transport = ""
			}
			p.Series = append(p.Series, s)
		}
		c.Panels = append(c.Panels, p)
	}
	return c
}

// stacked are bars with parts of which some have no room for their names.
func stacked() picture.Bars {
	parts := []picture.Part{
		{Name: "payload", Value: 400, Look: picture.Solid},
		{Name: "headers", Value: 102, Look: picture.Tint},
		{Name: "framing", Value: 8, Look: picture.Upright},
		{Name: "pure ACKs", Value: 16, Look: picture.Slanted},
		{Name: "sent again", Value: 19, Look: picture.Again},
	}
	return picture.Bars{
		Title: "Where the bytes go: there and back", Says: "Solid is payload.", Axis: picture.Axis{Name: "bytes a message", Unit: picture.Bytes},
		Table: picture.Table{Header: []string{"", "payload"}, Rows: [][]string{{"TCP", "400 B"}}},
		Bars: []picture.Bar{
			{Name: "TCP", Transport: "tcp", Parts: parts, Besides: "set-up and close: 350 B, once a connection"},
			{Name: "UDP", Transport: "udp", Parts: parts[:2]},
			{Name: "Socket.IO", Transport: "socketio", Parts: parts},
			{Name: "WebSocket", Transport: "ws", Parts: parts[1:]},
		},
	}
}

// strips are rows of cells in all states.
func strips() picture.Strips {
	s := picture.Strips{
		Title: "Who heard what: messages 11 to 90", Says: "A cell is a message.", X: "messages", First: 11,
		Table: picture.Table{Header: []string{"", "missing"}, Rows: [][]string{{"TCP, subscriber 1", "13"}}},
	}
	for look := picture.Quiet; look <= picture.Blank; look++ {
		s.States = append(s.States, picture.State{Name: fmt.Sprintf("state %d", look), Look: look})
	}
	for _, name := range []string{"tcp", "udp"} {
		g := picture.Group{Name: name, Transport: name}
		for row := range 3 {
			strip := picture.Strip{Name: fmt.Sprintf("%d (away)", row+1)}
			for i := range 80 {
				strip.Cells = append(strip.Cells, (i*i/(7+row))%len(s.States))
			}
			if name == "udp" {
				strip.Marks = []picture.Mark{{Name: "server crashed, back after 1 s", At: 20.5 + float64(row), End: 50.5}, {At: 1000}}
			}
			g.Strips = append(g.Strips, strip)
		}
		s.Groups = append(s.Groups, g)
	}
	return s
}

// TestPictures: all that a picture says can be read, however wide it is.
func TestPictures(t *testing.T) {
	for name, p := range map[string]picture.Picture{
		"lines": lines(), "points": points(), "beside": beside(), "bars": stacked(), "strips": strips(),
	} {
		t.Run(name, func(t *testing.T) {
			check(t, p)
			golden(t, name+".svg", p.Draw(480, true).SVG(""))
		})
	}
}

// TestCoincide: lines that are nearly one have one label, which says so.
func TestCoincide(t *testing.T) {
	d := picturetest.Check(t, lines().Draw(760, true).SVG(""))
	says := words(d)
	if !slices.Contains(says, "TCP and WebSocket: nearly the same") || slices.Contains(says, "WebSocket") || !slices.Contains(says, "UDP") {
		t.Errorf("%q", says)
	}
}

// TestLaidOver: lines that are laid over one another differ by their dashes, whatever dash their transport has.
func TestLaidOver(t *testing.T) {
	d := picturetest.Check(t, beside().Draw(760, true).SVG(""))
	for _, dash := range []string{"second", "third", "fourth"} {
		n := 0
		for _, s := range d.Shapes {
			if slices.Contains(s.Classes, "curve") && slices.Contains(s.Classes, dash) {
				n++
			}
		}
		if n < 4 {
			t.Errorf("%d lines in 4 panels have the %s dash", n, dash)
		}
	}
	if n := strings.Count(strings.Join(words(d), "\n"), "size 2000"); n != 1 {
		t.Errorf("size 2000 stands there %d times", n)
	}
}

// TestNoRoom: names for which there is no place beside their lines stand below, and are whole.
func TestNoRoom(t *testing.T) {
	c := lines()
	for i := range 12 {
		c.Panels[0].Series = append(c.Panels[0].Series, picture.Series{Name: fmt.Sprintf("line number %d of them all", i), Points: falling(1 + float64(i)/2)})
	}
	says := strings.Join(words(picturetest.Check(t, c.Draw(344, true).SVG(""))), " ")
	for i := range 12 {
		if !strings.Contains(says, fmt.Sprint("number ", i, " of them all")) {
			t.Errorf("line %d has no name in %s", i, says)
		}
	}
}

// TestMany: a million points make no large file, and lie within the frame.
func TestMany(t *testing.T) {
	c := points()
	random := rand.New(rand.NewPCG(3, 4))
	s := picture.Series{Transport: "tcp", Dots: true}
	for i := range 1_000_000 {
		s.Points = append(s.Points, picture.Point{X: float64(i) * 1e6, Y: 1e6 * random.Float64()})
	}
	c.Panels[0].Series = []picture.Series{s}
	if n := len(c.Draw(760, true).SVG("")); n > 200_000 {
		t.Errorf("%d bytes", n)
	}
}

// TestOddCharts: there is a picture whatever the values are.
func TestOddCharts(t *testing.T) {
	for name, values := range map[string][]picture.Point{
		"one": {{X: 5, Y: 5}}, "none": {}, "equal": {{X: 1, Y: 7}, {X: 1, Y: 7}}, "zero": {{X: 0, Y: 0}},
		"far": {{X: 1, Y: 1e-9}, {X: 1e15, Y: 1e12}}, "long": {{X: 0, Y: float64(time.Hour)}, {X: float64(24 * time.Hour), Y: 1}},
	} {
		for _, log := range []bool{false, true} {
			for _, unit := range []picture.Unit{picture.Number, picture.Duration, picture.Share, picture.Bytes} {
				c := picture.Chart{
					Title: name, Says: "Odd.", Height: 100, X: picture.Axis{Name: "x", Unit: unit, Log: log},
					Panels: []picture.Panel{{Y: picture.Axis{Name: "y", Unit: unit, Log: log}, Series: []picture.Series{{Name: "TCP", Transport: "tcp", Points: values}}}},
				}
				image := c.Draw(344, true).SVG("")
				if len(values) > 1 && values[0] != values[1] {
					picturetest.Check(t, image)
				}
				if strings.Contains(image, "NaN") || strings.Contains(image, "Inf") {
					t.Errorf("%s, log %v, unit %v: no number in it", name, log, unit)
				}
				c.Text(picture.Terminal{Columns: 40})
			}
		}
	}
}

// TestText: the picture as text fits its terminal, in ASCII too, and every line has its sign.
func TestText(t *testing.T) {
	type plain interface{ Text(picture.Terminal) string }
	for name, c := range map[string]plain{"lines": lines(), "points": points(), "beside": beside(), "strips": strips()} {
		for _, columns := range []int{40, 60, 80, 120, 200} {
			for _, ascii := range []bool{false, true} {
				text := c.Text(picture.Terminal{Columns: columns, ASCII: ascii})
				for line := range strings.Lines(text) {
					line = strings.TrimSuffix(line, "\n")
					if visible.Width(line) > columns || strings.TrimRight(line, " ") != line {
						t.Errorf("%s at %d columns: %q", name, columns, line)
					}
					if ascii && strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
						t.Errorf("no ASCII: %q", line)
					}
				}
			}
		}
		golden(t, name+".txt", c.Text(picture.Terminal{Columns: 80}))
	}
	painted := lines().Text(picture.Terminal{Columns: 80, Pen: colour.Always})
	if !strings.Contains(painted, colour.Always.Paint(colour.UDP, "U")) {
		t.Errorf("UDP has not its colour in\n%s", painted)
	}
}

func words(d picturetest.Drawing) (all []string) {
	for _, b := range d.Texts {
		all = append(all, b.Words)
	}
	return all
}

// golden compares got with the file of that name in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") { // git on Windows
		t.Errorf("%s differs (go test -update writes it anew): got\n%s", name, got)
	}
}
