// Package pictures shows the pictures of a run: on a page, and in the terminal.
package pictures

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/bench/sheet"
	"wirelab/internal/network/link"
	"wirelab/internal/picture"
	"wirelab/internal/term/words"
)

// A Run is what there is to be shown.
type Run struct {
	Found   sheet.Found
	Of      []*bench.Findings // one of them, or those of a sweep
	Sweep   *bench.Sweep      // nil if it is none
	Data    []plot.Data       // of each of Of, or of none
	Version string            // of the program
	Repeat  string            // the command that measures it again
}

// writePage writes the run as a page of HTML.
func (r Run) writePage(w io.Writer, v report.View) error {
	var all []picture.Picture
	for _, p := range r.Pictures() {
		all = append(all, p.Picture)
	}
	var absent []sheet.Absent
	for _, a := range r.absent() {
		absent = append(absent, sheet.Absent{Title: a.Title, Why: a.Why})
	}
	s := sheet.Sheet{
		Title: "wirelab bench: " + r.what(), Found: r.Found, View: v, Pictures: all, Absent: absent,
		TableLast: r.Sweep != nil, Facts: r.facts(), Repeat: r.Repeat + " --format html --output run.html",
	}
	return s.Write(w)
}

// what is measured, in a few words.
func (r Run) what() string {
	p := r.Of[0].Plan
	if r.Sweep != nil && r.Sweep.Base.Net != "" { // an old file does not say what the plans have in common
		p = r.Sweep.Base
	}
	on := p.Net
	if p.Linked() {
		on = fmt.Sprintf("the link %q", p.Link)
	}
	text := p.Server + " on " + on
	if p.Bulk > 0 {
		text = "a transfer on " + on
	}
	if r.Sweep != nil {
		text += ", over " + strings.Join(r.Sweep.Parameters(), " and ")
	}
	return text
}

// Pictures are those of the run, in the order in which they are to be seen.
func (r Run) Pictures() []plot.Named {
	if r.Sweep != nil {
		return plot.OfSweepAll(r.Sweep, r.Data)
	}
	return plot.All(r.Of[0], r.data())
}

// data is that of a run alone.
func (r Run) data() (d plot.Data) {
	if len(r.Data) > 0 {
		d = r.Data[0]
	}
	return d
}

// absent are the pictures that one may look for, and why there are none of them.
func (r Run) absent() []plot.Absent {
	if r.Sweep != nil {
		return nil
	}
	return plot.AbsentFrom(r.Of[0], r.data())
}

// plots is how many pictures the terminal shows.
const plots = 2

// A plain picture can be shown as text.
type plain interface {
	Text(t picture.Terminal) string
}

// plain are the first of those that can be shown as text.
func (r Run) plain() (all []plain) {
	for _, p := range r.Pictures() {
		if c, ok := p.Picture.(plain); ok && len(all) < plots {
			all = append(all, c)
		}
	}
	return all
}

// drawing is the picture of that name as SVG, or the first one if name is empty.
func (r Run) drawing(name string) (svg string, err error) {
	var there []string
	for _, p := range r.Pictures() {
		if name == "" || p.Name == name {
			return p.Draw(drawn, true).SVG(""), nil
		}
		there = append(there, p.Name)
	}
	for _, a := range r.absent() {
		if a.Name == name {
			return "", fmt.Errorf("--picture %s: this run has none. %s", name, a.Why)
		}
	}
	if len(there) == 0 {
		return "", errors.New("there is nothing to draw of this run")
	}
	return "", fmt.Errorf("--picture %s: this run has none; it has %s", name, strings.Join(there, ", "))
}

// drawn is how wide a picture is that stands alone, in pixels.
const drawn = 680

// facts say how it was measured. What is measured in virtual time is the same on every machine.
func (r Run) facts() []sheet.Fact {
	p := r.Of[0].Plan
	facts := []sheet.Fact{
		{Name: "Messages", Is: fmt.Sprintf("%g a second of %s, for %s, and a wait of %s", p.Rate, words.Count(p.Size, "byte"), words.Duration(p.Duration), words.Duration(p.Wait))},
		{Name: "Trials", Is: fmt.Sprint(p.Trials)},
		{Name: "Seed", Is: fmt.Sprint(p.Seed)},
		{Name: "Network", Is: network(p)},
		{Name: "Program", Is: "wirelab " + r.Version + ", " + runtime.Version()},
	}
	if p.Bulk > 0 {
		facts[0] = sheet.Fact{Name: "Transfer", Is: words.Count(p.Bulk, "byte") + " there and back"}
	}
	if p.Linked() {
		of := link.Profile{Name: p.Link, Up: p.Up, Down: p.Down}
		facts = slices.Insert(facts, 4, sheet.Fact{Name: "Link", Is: fmt.Sprintf("%q: RTT %s, %s", p.Link, words.Duration(of.RTT()), of.Describe())})
	}
	if m := r.Of[0].Machine; m != nil {
		facts[len(facts)-1].Is = fmt.Sprintf("wirelab %s, %s", m.Wirelab, m.Go)
		system, processor, _ := strings.Cut(m.System, "/")
		facts = append(facts, sheet.Fact{Name: "Machine", Is: fmt.Sprintf("%s on %s, %s", system, processor, words.Count(m.Processors, "processor"))})
	}
	return facts
}

// network is where it was measured.
func network(p bench.Plan) string {
	switch {
	case p.Net == "lab" && p.RealTime:
		return "the lab, inside the program, in real time"
	case p.Net == "lab":
		return "the lab, inside the program, in virtual time"
	case p.Net == "kernel":
		return "Linux's own TCP/IP, over the lab's link"
	case len(p.Targets) > 0:
		return "the machine's own sockets, to a server elsewhere"
	}
	return "the machine's own sockets, on loopback"
}

// mark is what a page has near its beginning, so that it is known for one of ours.
const mark = `<meta name="generator" content="wirelab">`

// markSVG is the same of a picture.
const markSVG = `class="picture `

// Ours says whether the file of that name may be replaced by a page or a picture without asking: there is none, it is
// empty, or it is one of those.
func Ours(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return os.IsNotExist(err) // else whoever writes it says what is wrong
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return true // a pipe or a device is not overwritten
	}
	head := make([]byte, 2048)
	n, _ := io.ReadFull(f, head)
	return n == 0 || bytes.Contains(head[:n], []byte(mark)) || bytes.Contains(head[:n], []byte(markSVG))
}
