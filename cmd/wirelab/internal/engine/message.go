package engine

import (
	"encoding/json"

	"wirelab/bench/watch"
)

// A Request is what a page asks for. What it asks for is in Do:
//
//	describe  what there is to choose from: see Described
//	bench     a measurement; Args are the options of wirelab bench
//	watch     two seconds of it, packet by packet; Args are the same
//	command   a command line; Args are its words without the first one, wirelab
type Request struct {
	ID      int64    `json:"id"` // of the page's own; each message that answers has it
	Do      string   `json:"do"`
	Args    []string `json:"args,omitempty"`
	Columns int      `json:"columns,omitempty"` // how wide texts are set; 0: as in a terminal of 80
	Width   float64  `json:"width,omitempty"`   // how wide pictures are drawn, in pixels; 0: 680
	Over    *Earlier `json:"over,omitempty"`    // of bench: one picture more, named over, has this run and that one
}

// A Message is a part of an answer: of its fields one has something in it, or a few that belong together. The last message of
// an answer has Described, Report, Watched, Exit or Error.
type Message struct {
	ID        int64      `json:"id"`
	Progress  *Progress  `json:"progress,omitempty"`
	Described *Described `json:"described,omitempty"`

	Report   json.RawMessage `json:"report,omitempty"` // what --format json writes
	Text     string          `json:"text,omitempty"`   // the table
	Pictures []Picture       `json:"pictures,omitempty"`

	Watched *watch.Watched `json:"watched,omitempty"`

	Out  string `json:"out,omitempty"` // what a command wrote to stdout
	Err  string `json:"err,omitempty"` // to stderr
	Exit *int   `json:"exit,omitempty"`

	Error string `json:"error,omitempty"` // one line
}

// A Progress says how far a measurement is.
type Progress struct {
	Share float64 `json:"share"` // of its messages that have been sent, 0 to 1
	Doing string  `json:"doing"` // such as: trial 2 of 7, tcp
}

// A Picture is one of a run.
type Picture struct {
	Name   string     `json:"name"`   // as --picture has it
	Title  string     `json:"title"`  // up to its first colon what it shows
	Says   string     `json:"says"`   // how it is to be read
	SVG    string     `json:"svg"`    // styled by the page's picture.CSS
	Header []string   `json:"header"` // of the same in numbers
	Rows   [][]string `json:"rows"`
}
