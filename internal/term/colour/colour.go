// Package colour says which colour a thing has wherever wirelab shows it: in the terminal, in pictures and on
// pages. A colour never speaks alone: a sign, a word or a shape beside it says the same.
package colour

import (
	"fmt"
	"io"
	"strings"

	"wirelab/internal/term"
)

// A Colour is one of the few that mean something. The zero Colour is that of plain text.
type Colour struct {
	Name        string // as a custom property of CSS, after its two hyphens
	Light, Dark string // on light and on dark ground, as CSS writes them: at least 4.5 to 1 against either
	sgr         string // in a terminal: what selects it (ECMA-48, Select Graphic Rendition)
}

// The colours. In the terminal they are of the 16 that every terminal has, whose shades are the user's choice.
// Yellow and the bright colours but blue cannot be read on white in the usual choices, nor can plain blue on
// black; that leaves red, green, magenta, cyan and bright blue. What needs no colour of its own is bold.
var (
	TCP      = Colour{Name: "tcp", Light: "#0b5cad", Dark: "#79b8ff", sgr: "94"}
	UDP      = Colour{Name: "udp", Light: "#9a2278", Dark: "#f29ad6", sgr: "35"}
	WS       = Colour{Name: "ws", Light: "#1a6e2e", Dark: "#6fd08c", sgr: "32"}
	SocketIO = Colour{Name: "socketio", Light: "#0a6a75", Dark: "#5fd3e0", sgr: "36"}

	Best    = Colour{Name: "best", Light: "#16202c", Dark: "#f2f5f8", sgr: "1"}       // clearly better than the others
	Telling = Colour{Name: "telling", Light: "#a3240f", Dark: "#ff9b8a", sgr: "1;31"} // what one is to look at
	Lost    = Colour{Name: "lost", Light: "#a3240f", Dark: "#ff9b8a", sgr: "1;31"}    // by the link
	Again   = Colour{Name: "again", Light: "#7a4a00", Dark: "#f0c264", sgr: "1"}      // sent again
)

// All are the colours, in the order in which CSS lists them.
var All = []Colour{TCP, UDP, WS, SocketIO, Best, Telling, Lost, Again}

// Of is the colour of a transport, by its name on the command line; plain for other names.
func Of(transport string) Colour {
	for _, c := range []Colour{TCP, UDP, WS, SocketIO} {
		if c.Name == transport {
			return c
		}
	}
	return Colour{}
}

// CSS declares the colours as custom properties: "--tcp:#0b5cad;", and so on.
func CSS(dark bool) string {
	var b strings.Builder
	for _, c := range All {
		value := c.Light
		if dark {
			value = c.Dark
		}
		fmt.Fprintf(&b, "--%s:%s;", c.Name, value)
	}
	return b.String()
}

// A Pen writes in colours, or leaves texts as they are, as the zero Pen does.
type Pen struct{ colours bool }

// PenFor returns a Pen that writes in colours where w is a terminal that shows them.
func PenFor(w io.Writer) Pen { return Pen{term.Colours(w)} }

// Always is a Pen that writes in colours.
var Always = Pen{true}

// Paint is a text in a colour. Only its escapes are added: visible.Width and package table do not count them.
func (p Pen) Paint(c Colour, text string) string {
	if !p.colours || c.sgr == "" || text == "" {
		return text
	}
	return "\x1b[" + c.sgr + "m" + text + "\x1b[m"
}
