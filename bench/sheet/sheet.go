package sheet

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"wirelab/bench/report"
	"wirelab/internal/picture"
	"wirelab/internal/term/colour"
)

// A Sheet is the page.
type Sheet struct {
	Title     string // of the page, in the browser's tab
	Found     Found
	View      report.View // of the table that is shown first
	Pictures  []picture.Picture
	Absent    []Absent // pictures
	TableLast bool     // after the pictures, because it is long
	Lead      string   // what is to be known before the pictures, if the table comes last
	Facts     []Fact   // how it was measured
	Repeat    string   // the command that measures it again
}

// Found is a report that can be written in more than one format.
type Found interface {
	Write(w io.Writer, format string, v report.View) error
}

// An Absent is a picture that one may look for on the page and that there is not, with why.
type Absent struct{ Title, Why string }

// A Fact is one line on how it was measured.
type Fact struct{ Name, Is string }

// The widths of pictures, in pixels: on a telephone, and elsewhere. Of each there are both, and one is shown.
const (
	narrow = 344
	wide   = 760
)

var (
	//go:embed page.css
	style string
	//go:embed page.js
	script string
)

// A figure is a picture on the page.
type figure struct {
	Name, Of, Says string
	Wide, Narrow   template.HTML
	Header         []string
	Rows           [][]string
}

// Write writes the page.
func (s Sheet) Write(w io.Writer) error {
	var first, full bytes.Buffer
	if err := s.Found.Write(&first, "html", s.View); err != nil {
		return err
	}
	if err := s.Found.Write(&full, "html", report.View{Full: true}); err != nil {
		return err
	}
	fullHTML := template.HTML(full.String()) // package report has escaped what it is made of
	if bytes.Equal(first.Bytes(), full.Bytes()) {
		fullHTML = ""
	}
	css := style + properties() + picture.CSS()
	var b bytes.Buffer
	err := fill(&b, struct {
		Sheet
		Policy      string
		CSS         template.CSS
		JS          template.JS
		First, Full template.HTML
		Figures     []figure
	}{
		s, policy(css), template.CSS(css), template.JS(script),
		template.HTML(first.String()), fullHTML, s.figures(),
	})
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// figures draws the pictures.
func (s Sheet) figures() (all []figure) {
	for _, p := range s.Pictures {
		c := p.Caption()
		name, of := c.Heads()
		all = append(all, figure{
			name, of, c.Says,
			template.HTML(p.Draw(wide, false).Inline()), template.HTML(p.Draw(narrow, false).Inline()),
			c.Table.Header, c.Table.Rows,
		})
	}
	return all
}

// properties are the colours of transports, for the tables.
func properties() string {
	text := ":root{" + colour.CSS(false) + "}\n@media screen and (prefers-color-scheme:dark){:root{" + colour.CSS(true) + "}}\n"
	for _, c := range colour.All {
		text += fmt.Sprintf("th.of-%s{color:var(--%s)}\n", c.Name, c.Name)
	}
	return text
}

// policy is what a browser allows the page: its own style and its own script, and to load nothing.
func policy(css string) string {
	return "default-src 'none'; img-src data:; style-src " + hash(css) + "; script-src " + hash(script) + "; base-uri 'none'; form-action 'none'"
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
