// Package picturetest reads pictures as a program would that draws them, and checks that one can read what they say.
package picturetest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"wirelab/internal/picture"
)

// A Text is a line of text, and where it stands.
type Text struct {
	Words                    string
	Left, Top, Right, Bottom float64
	Classes                  []string // its own, and those that it is within
}

// A Shape is a path or a line.
type Shape struct {
	Path    string
	Classes []string
}

// A Drawing is what an image shows.
type Drawing struct {
	Width, Height      float64
	Title, Description string
	Style              string
	Texts              []Text
	Shapes             []Shape
}

// Read reads an image, and fails the test where it has what no picture of ours has: scripts, or anything from elsewhere.
func Read(t *testing.T, image string) (d Drawing) {
	t.Helper()
	r := reader{t: t, Decoder: xml.NewDecoder(strings.NewReader(image))}
	for {
		token, err := r.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, image)
		}
		r.take(&d, token)
	}
	if len(r.names) < 3 || !slices.Equal(r.names[:3], []string{"svg", "title", "desc"}) {
		t.Errorf("it begins with %q", r.names)
	}
	return d
}

type reader struct {
	*xml.Decoder
	t     *testing.T
	names []string   // of elements
	open  [][]string // classes of the elements that are open
	in    []string   // their names
	text  *Text
	x, y  float64
	words *string // where text goes
}

func (r *reader) take(d *Drawing, token xml.Token) {
	switch e := token.(type) {
	case xml.StartElement:
		r.names = append(r.names, e.Name.Local)
		r.in = append(r.in, e.Name.Local)
		r.open = append(r.open, strings.Fields(attr(e, "class")))
		r.start(d, e)
	case xml.CharData:
		if r.words != nil {
			*r.words += string(e)
		}
	case xml.EndElement:
		if e.Name.Local == "text" {
			r.text.measure(r.x, r.y)
			d.Texts = append(d.Texts, *r.text)
			r.text = nil
		}
		if e.Name.Local != "tspan" {
			r.words = nil
		}
		r.open, r.in = r.open[:len(r.open)-1], r.in[:len(r.in)-1]
	}
}

func (r *reader) start(d *Drawing, e xml.StartElement) {
	for _, a := range e.Attr {
		if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") || a.Name.Local == "style" {
			r.t.Errorf("an attribute %s", a.Name.Local)
		}
	}
	switch e.Name.Local {
	case "svg":
		d.Width, d.Height = r.number(e, "width"), r.number(e, "height")
	case "title":
		if r.words = new(string); len(r.in) == 2 {
			r.words = &d.Title
		}
	case "desc":
		r.words = &d.Description
	case "style":
		r.words = &d.Style
	case "text":
		r.text = &Text{Classes: slices.Concat(r.open...)}
		r.words, r.x, r.y = &r.text.Words, r.number(e, "x"), r.number(e, "y")
	case "path":
		d.Shapes = append(d.Shapes, Shape{attr(e, "d"), slices.Concat(r.open...)})
	case "g", "tspan", "rect", "line":
	default:
		r.t.Errorf("an element %s", e.Name.Local)
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *reader) number(e xml.StartElement, name string) (n float64) {
	r.t.Helper()
	if _, err := fmt.Sscan(attr(e, name), &n); err != nil {
		r.t.Fatalf("%s=%q: %v", name, attr(e, name), err)
	}
	return n
}

// measure finds how much room the text takes.
func (b *Text) measure(x, y float64) {
	size := picture.TextSize
	has := func(class string) bool { return slices.Contains(b.Classes, class) }
	switch {
	case has("head"):
		size = picture.HeadSize
	case has("name"):
		size = picture.NameSize
	}
	width := picture.TextWidth(b.Words, size)
	if slices.ContainsFunc([]string{"head", "name", "strong", "label", "flag", "mark"}, has) {
		width = picture.TextWidth(b.Words, picture.Bold*size)
	}
	b.Left = x
	switch {
	case has("end"):
		b.Left -= width
	case has("mid"):
		b.Left -= width / 2
	}
	b.Right, b.Top, b.Bottom = b.Left+width, y-0.78*size, y+0.22*size
}
