package saved

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"wirelab/bench"
)

// Version is that of the form that this package writes.
const Version = 1

// A Document is what is written of one run.
type Document struct {
	*bench.Findings
	Notes []string
	Runs  []Document // those that the findings were merged from, if they were
}

// Write writes d as one JSON object.
func (d Document) Write(w io.Writer) error {
	text, err := d.text(Version, "")
	return write(w, text, err)
}

// A Sweep is what is written of a sweep, with a document for each of its findings.
type Sweep struct {
	*bench.Sweep
	Documents []Document
}

// Write writes s as one JSON object.
func (s Sweep) Write(w io.Writer) error {
	head := struct {
		Version int       `json:"version"`
		Sweep   sweepJSON `json:"sweep"`
	}{Version, sweepJSON{s.Parameter, s.Values, s.Second, &s.Base}}
	t := start(head, "")
	t.list("reports", texts(s.Documents))
	text, err := t.end()
	return write(w, text, err)
}

// A sweepJSON says what is swept.
type sweepJSON struct {
	Parameter string       `json:"parameter"`
	Values    []string     `json:"values"`
	Second    *bench.Range `json:"second,omitempty"` // with each of its values, all of Values
	Base      *bench.Plan  `json:"base"`             // what all plans have in common
}

// A documentJSON is a document but for its samples and runs.
type documentJSON struct {
	Version int `json:"version,omitempty"` // of the outermost object
	*bench.Findings
	Stopped     bool     `json:"stopped,omitempty"`     // as in bench.Findings
	Error       string   `json:"error,omitempty"`       // bench.Findings.Failed
	ShortBuffer string   `json:"shortBuffer,omitempty"` // as in bench.Findings
	Notes       []string `json:"notes"`
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// text is the document as JSON, its lines after the first indented.
func (d Document) text(version int, indent string) ([]byte, error) {
	t := start(documentJSON{version, d.Findings, d.Stopped, said(d.Failed), said(d.ShortBuffer), d.Notes}, indent)
	if len(d.Samples) > 0 {
		t.list("samples", func(string) (all [][]byte, err error) {
			for _, s := range d.Samples {
				line, err := json.Marshal(columnsOf(s))
				if err != nil {
					return nil, err
				}
				all = append(all, line)
			}
			return all, nil
		})
	}
	if len(d.Runs) > 0 {
		t.list("runs", texts(d.Runs))
	}
	return t.end()
}

// texts are documents as parts of an object.
func texts(documents []Document) func(indent string) ([][]byte, error) {
	return func(indent string) (all [][]byte, err error) {
		for _, d := range documents {
			text, err := d.text(0, indent)
			if err != nil {
				return nil, err
			}
			all = append(all, text)
		}
		return all, nil
	}
}

// An object is JSON that is being written: indented, but for lists of numbers, which package json would give a line
// for each number.
type object struct {
	bytes.Buffer
	indent string
	err    error
}

// start begins an object with the keys of v.
func start(v any, indent string) *object {
	o := &object{indent: indent}
	e := json.NewEncoder(o)
	e.SetIndent(indent, "  ")
	e.SetEscapeHTML(false)
	o.err = e.Encode(v)
	o.Truncate(max(0, o.Len()-len("\n"+indent+"}\n")))
	return o
}

// list adds a key with a list, whose elements are told how far they are indented.
func (o *object) list(key string, elements func(indent string) ([][]byte, error)) {
	inner := o.indent + "    "
	all, err := elements(inner)
	if o.err == nil {
		o.err = err
	}
	fmt.Fprintf(o, ",\n%s  %q: [", o.indent, key)
	for i, text := range all {
		if i > 0 {
			o.WriteByte(',')
		}
		fmt.Fprintf(o, "\n%s%s", inner, text)
	}
	fmt.Fprintf(o, "\n%s  ]", o.indent)
}

func (o *object) end() ([]byte, error) {
	fmt.Fprintf(o, "\n%s}", o.indent)
	return o.Bytes(), o.err
}

func write(w io.Writer, text []byte, err error) error {
	if err == nil {
		_, err = w.Write(append(text, '\n'))
	}
	return err
}
