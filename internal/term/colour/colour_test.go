package colour_test

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
)

// luminance is WCAG's relative luminance of a colour such as #0b5cad.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	channel := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

// TestContrast: text in every colour can be read on the grounds that wirelab's pages and pictures have.
func TestContrast(t *testing.T) {
	for _, c := range colour.All {
		for _, x := range [][2]string{{c.Light, "#ffffff"}, {c.Light, "#f3f4f6"}, {c.Dark, "#16181b"}, {c.Dark, "#1f2226"}} {
			a, b := luminance(t, x[0]), luminance(t, x[1])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("%s: %s on %s is %.1f to 1", c.Name, x[0], x[1], ratio)
			}
		}
	}
}

// TestTransports: each has a colour of its own.
func TestTransports(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range []string{"tcp", "udp", "ws", "socketio"} {
		painted := colour.Always.Paint(colour.Of(name), "x")
		if colour.Of(name).Name != name || painted == "x" || seen[painted] {
			t.Errorf("%s is %q", name, painted)
		}
		seen[painted] = true
	}
}

// TestCSS: pages get each colour by its name, another on dark ground.
func TestCSS(t *testing.T) {
	light, dark := colour.CSS(false), colour.CSS(true)
	for _, c := range colour.All {
		if !strings.Contains(light, "--"+c.Name+":"+c.Light+";") || !strings.Contains(dark, "--"+c.Name+":"+c.Dark+";") {
			t.Errorf("%s: %s, %s", c.Name, light, dark)
		}
	}
}

// TestPaint: escapes take no columns, and there are none where nobody asked for them or nothing is coloured.
func TestPaint(t *testing.T) {
	if got := colour.Always.Paint(colour.Lost, "lost"); got != "\x1b[1;31mlost\x1b[m" || visible.Width(got) != 4 {
		t.Errorf("%q, %d columns", got, visible.Width(got))
	}
	pipe := colour.PenFor(&bytes.Buffer{})
	for _, got := range []string{pipe.Paint(colour.Lost, "lost"), colour.Always.Paint(colour.Of("sctp"), "lost")} {
		if got != "lost" {
			t.Errorf("%q", got)
		}
	}
}
