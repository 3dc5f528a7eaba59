package picturetest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Check reads an image that stands alone, and looks whether what it says can be read: all texts are within it, none
// meets another, each can be told from its ground in light and in dark, and there are no empty paths and no numbers that
// are none.
func Check(t *testing.T, image string) Drawing {
	t.Helper()
	d := Read(t, image)
	if d.Title == "" || d.Description == "" {
		t.Errorf("title %q, description %q", d.Title, d.Description)
	}
	if strings.Contains(image, "NaN") || strings.Contains(image, "Inf") {
		t.Error("there is NaN or Inf in it")
	}
	if strings.Contains(image, "javascript") || strings.Contains(image, "<script") {
		t.Error("there is a script in it")
	}
	for i, b := range d.Texts {
		if b.Left < 0 || b.Top < 0 || b.Right > d.Width || b.Bottom > d.Height {
			t.Errorf("%q is not within %g x %g: %.1f to %.1f, %.1f to %.1f", b.Words, d.Width, d.Height, b.Left, b.Right, b.Top, b.Bottom)
		}
		if strings.TrimSpace(b.Words) == "" {
			t.Errorf("an empty text at %.1f, %.1f", b.Left, b.Top)
		}
		for _, o := range d.Texts[i+1:] {
			if b.meets(o) {
				t.Errorf("%q meets %q", b.Words, o.Words)
			}
		}
	}
	for _, s := range d.Shapes {
		if !drawn.MatchString(s.Path) {
			t.Errorf("a path of class %q draws nothing: %q", s.Classes, s.Path)
		}
	}
	d.checkLines(t)
	d.contrast(t)
	return d
}

// drawn matches a path that goes somewhere.
var drawn = regexp.MustCompile(`^[Mm].+[hHvVlLcCZz]`)

func (b Text) meets(o Text) bool {
	return b.Left < o.Right && o.Left < b.Right && b.Top < o.Bottom && o.Top < b.Bottom
}

// contrast looks whether each text has a contrast of 4.5 to 1 to what is behind it (WCAG 2, AA).
func (d Drawing) contrast(t *testing.T) {
	t.Helper()
	light, dark, _ := strings.Cut(d.Style, "@media")
	for ground, style := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, m := range property.FindAllStringSubmatch(style, -1) {
			colours[m[1]] = m[2]
		}
		if len(colours) < 5 {
			t.Fatalf("%s: there are no colours in the style", ground)
		}
		for _, b := range d.Texts {
			text, back := d.inkOf(b, colours), d.behind(b, colours)
			if ratio := contrast(text, back); ratio < 4.5 {
				t.Errorf("%s: %q has a contrast of %.1f to 1 only", ground, b.Words, ratio)
			}
		}
	}
}

var property = regexp.MustCompile(`--([a-z]+):(#[0-9a-f]{6});`)

// An rgb is a colour, each part from 0 to 1.
type rgb [3]float64

func parse(hex string) (c rgb) {
	for i := range c {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c[i] = float64(n) / 255
	}
	return c
}

// current is the colour that a thing has by the classes that it is within: the innermost that is one.
func current(classes []string, colours map[string]string) rgb {
	for _, class := range slices.Backward(classes) {
		if class == "plain" {
			class = "ink"
		}
		if hex, ok := colours[class]; ok {
			return parse(hex)
		}
	}
	return parse(colours["ink"])
}

func (d Drawing) inkOf(b Text, colours map[string]string) rgb {
	has := func(class string) bool { return slices.Contains(b.Classes, class) }
	switch {
	case has("on"):
		return parse(colours["paper"])
	case has("small"), has("arrival"), has("cut"):
		return parse(colours["quiet"])
	case has("resent"):
		return parse(colours["again"])
	case has("label"), has("flag"), has("lost"):
		return current(b.Classes, colours)
	}
	return parse(colours["ink"])
}

// behind is the colour of what a text stands on: the paper, or what was filled last.
func (d Drawing) behind(b Text, colours map[string]string) rgb {
	back := parse(colours["paper"])
	for _, s := range d.Shapes {
		var left, top, right, bottom, again float64
		if n, _ := fmt.Sscanf(s.Path, "M%f %fH%fV%fH%fZ", &left, &top, &right, &bottom, &again); n < 4 {
			continue
		}
		if b.Left >= right || b.Right <= left || b.Top >= bottom || b.Bottom <= top {
			continue
		}
		c := current(s.Classes, colours)
		switch {
		case slices.Contains(s.Classes, "solid"):
			back = c
		case slices.Contains(s.Classes, "tint"):
			for i := range c {
				back[i] += 0.16 * (c[i] - back[i])
			}
		}
	}
	return back
}

// contrast is WCAG's ratio of the luminances of two colours.
func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c rgb) float64 {
	for i, v := range c {
		if c[i] = v / 12.92; v > 0.04045 {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}
