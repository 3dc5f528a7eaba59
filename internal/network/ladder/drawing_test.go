package ladder

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/picture"
)

// A drawing is what an image shows: its texts as boxes, and its lines.
type drawing struct {
	frame  box
	texts  []box
	arrows []stroke // in the order of the records
	fallen []stroke // of packets that did not arrive
	leads  []stroke // from times to notes
}

type box struct {
	text                     string
	left, top, right, bottom float64
}

type stroke struct{ x1, y1, x2, y2 float64 }

func number(t *testing.T, attrs []xml.Attr, name string) (n float64) {
	t.Helper()
	if _, err := fmt.Sscan(attr(attrs, name), &n); err != nil {
		t.Fatalf("%s=%q: %v", name, attr(attrs, name), err)
	}
	return n
}

func attr(attrs []xml.Attr, name string) string {
	i := slices.IndexFunc(attrs, func(a xml.Attr) bool { return a.Name.Local == name })
	if i < 0 {
		return ""
	}
	return attrs[i].Value
}

// draw reads an image.
func draw(t *testing.T, image string) (d drawing) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(image))
	var text *box
	class, x, y := "", 0.0, 0.0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			is := strings.Fields(attr(e.Attr, "class"))
			switch {
			case e.Name.Local == "svg":
				d.frame = box{right: number(t, e.Attr, "width"), bottom: number(t, e.Attr, "height")}
			case e.Name.Local == "text":
				text, class = &box{}, attr(e.Attr, "class")
				x, y = number(t, e.Attr, "x"), number(t, e.Attr, "y")
			case slices.Contains(is, "arrow"):
				d.arrows = append(d.arrows, stroke{
					number(t, e.Attr, "x1"), number(t, e.Attr, "y1"), number(t, e.Attr, "x2"), number(t, e.Attr, "y2"),
				})
			case slices.Contains(is, "cross"):
				last := d.arrows[len(d.arrows)-1]
				d.fallen = append(d.fallen, stroke{last.x2 - 9, last.y2 - 9, last.x2 + 9, last.y2 + 9})
			case slices.Contains(is, "lead"):
				var s stroke
				var out, back float64
				if _, err := fmt.Sscanf(attr(e.Attr, "d"), "M%f %fh%fL%f %fh%f", &s.x1, &s.y1, &out, &s.x2, &s.y2, &back); err != nil {
					t.Fatal(err)
				}
				d.leads = append(d.leads, stroke{s.x1, s.y1, s.x1 + out, s.y1}, stroke{s.x1 + out, s.y1, s.x2, s.y2}, stroke{s.x2, s.y2, s.x2 + back, s.y2})
			}
		case xml.CharData:
			if text != nil {
				text.text += string(e)
			}
		case xml.EndElement:
			if e.Name.Local == "text" {
				d.texts = append(d.texts, room(*text, class, x, y))
				text = nil
			}
		}
	}
}

// room finds how much room a text takes.
func room(b box, class string, x, y float64) box {
	is := strings.Fields(class)
	size := 14.0
	switch {
	case slices.Contains(is, "head"):
		size = 20
	case slices.Contains(is, "name"):
		size = 17
	}
	b.left, b.right = x, x+picture.TextWidth(b.text, size)
	switch shift := b.right - b.left; {
	case slices.Contains(is, "end"):
		b.left, b.right = b.left-shift, x
	case slices.Contains(is, "cut"):
		b.left, b.right = b.left-shift/2, b.right-shift/2
	}
	b.top, b.bottom = y-0.78*size, y+0.22*size
	return b
}

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// crosses says whether a line goes through a box (Liang and Barsky's clipping).
func (s stroke) crosses(b box) bool {
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
	return from < to
}

// check looks whether what there is to read can be read.
func (d drawing) check(t *testing.T) {
	t.Helper()
	for i, b := range d.texts {
		if b.left < 0 || b.top < 0 || b.right > d.frame.right || b.bottom > d.frame.bottom {
			t.Errorf("%+v is not within %+v", b, d.frame)
		}
		for _, o := range d.texts[i+1:] {
			if b.meets(o) {
				t.Errorf("%+v overlaps %+v", b, o)
			}
		}
		for _, s := range slices.Concat(d.arrows, d.leads) {
			if s.crosses(b) {
				t.Errorf("%+v goes through %+v", s, b)
			}
		}
		for _, c := range d.fallen {
			if b.meets(box{left: c.x1, top: c.y1, right: c.x2, bottom: c.y2}) {
				t.Errorf("the cross at %+v covers %+v", c, b)
			}
		}
	}
}

// checkTime looks whether time runs at one scale: each packet is as steep as it takes long, and what leaves
// later leaves farther down, by as much as it is later unless time is cut out between.
func (d drawing) checkTime(t *testing.T, records []packet.Record) {
	t.Helper()
	usual := usualDelay(records)
	if usual == 0 {
		return
	}
	const lane = rightLine - leftLine
	scale := 0.0 // pixels per nanosecond
	for i, r := range records {
		long := float64(arrives(r, usual) - r.Time)
		s := d.arrows[i]
		fall := (s.y2 - s.y1) / math.Abs(s.x2-s.x1) * lane
		if scale == 0 && long > 0 {
			scale = fall / long
		}
		if math.Abs(fall-long*scale) > 0.2+fall/1000 {
			t.Errorf("packet %d falls %.2f in %v, that would be %.2f", i, fall, time.Duration(long), long*scale)
		}
		if r.Arrived() == slices.ContainsFunc(d.fallen, func(c stroke) bool { return c.x1+9 == s.x2 && c.y1+9 == s.y2 }) {
			t.Errorf("packet %d arrived: %v", i, r.Arrived())
		}
	}
	for i := range records[1:] {
		from, to := d.arrows[i], d.arrows[i+1]
		cut := slices.ContainsFunc(d.texts, func(b box) bool {
			return strings.HasSuffix(b.text, " cut out") && b.top > from.y1 && b.bottom < to.y1
		})
		later := float64(records[i+1].Time-records[i].Time) * scale
		if down := to.y1 - from.y1; !cut && math.Abs(down-later) > 0.2 || down < 0 {
			t.Errorf("packet %d leaves %.2f below the one before, not %.2f", i+1, down, later)
		}
	}
}

// crowd is packets that leave at once, which take from no time at all to much longer than usual.
func crowd() []packet.Record {
	s := packettest.New(10 * ms)
	for i := range 12 {
		s.UDP(time.Duration(i)*time.Microsecond, i%3 > 0, "a long text that goes over more than one line of its note")
	}
	s.Records[3].Arrives = s.Records[3].Time
	s.Records[4].Arrives += time.Second
	s.UDP(3*time.Hour, true, "later")
	packettest.Lose(s.UDP(3*time.Hour, false, "at the same time"), link.Lost)
	return s.Records
}

// TestDrawing: nothing covers what is to be read, and slopes are delays.
func TestDrawing(t *testing.T) {
	still := packettest.New(0) // a link without delay
	still.UDP(0, true, "a")
	still.UDP(0, true, "b")
	packettest.Lose(still.UDP(5000*ms, false, "c"), link.Lost)
	all := map[string][]packet.Record{"crowd": crowd(), "still": still.Records}
	for name, talk := range talks {
		all[name] = talk.records
	}
	for name, records := range all {
		t.Run(name, func(t *testing.T) {
			d := draw(t, SVG(records, Options{Protocol: talks[name].Protocol, Transport: "tcp"}))
			if len(d.arrows) != len(records) || len(d.leads) < 3*len(records) {
				t.Fatalf("%d arrows, %d lines to notes", len(d.arrows), len(d.leads)/3)
			}
			d.check(t)
			d.checkTime(t, records)
			for _, text := range d.texts {
				if strings.Contains(text.text, "…") && !strings.Contains(text.text, `"`) {
					t.Errorf("not whole: %s", text.text)
				}
			}
		})
	}
}

// TestCutOut: a pause says how long it was, from the last arrival to what leaves next.
func TestCutOut(t *testing.T) {
	s := packettest.New(15 * ms)
	s.UDP(0, true, "a")
	s.UDP(1015*ms, true, "b")
	image := SVG(s.Records, Options{})
	if !strings.Contains(image, ">1 s cut out<") {
		t.Error(image)
	}
	s.Records[1].Time = 50 * ms
	if image := SVG(s.Records, Options{}); strings.Contains(image, "cut out") {
		t.Error(image)
	}
}
