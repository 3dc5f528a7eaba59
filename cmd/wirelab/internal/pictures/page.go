// Package pictures shows the pictures of a run: on a page, and in the terminal.
package pictures

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"

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
	Data    plot.Data
	Version string // of the program
	Repeat  string // the command, which Page writes to a file
}

// WritePage writes the run as a page of HTML.
func (r Run) WritePage(w io.Writer, v report.View) error {
	s := sheet.Sheet{
		Title: "wirelab bench: " + r.what(), Found: r.Found, View: v, Pictures: r.pictures(),
		TableLast: r.Sweep != nil, Facts: r.facts(), Repeat: r.Repeat + " --format html --output run.html",
	}
	return s.Write(w)
}

// what is measured, in a few words.
func (r Run) what() string {
	p := r.Of[0].Plan
	on := p.Net
	if p.Linked() {
		on = fmt.Sprintf("the link %q", p.Link)
	}
	text := p.Server + " on " + on
	if p.Bulk > 0 {
		text = "a transfer on " + on
	}
	if r.Sweep != nil {
		text += ", over " + r.Sweep.Parameter
	}
	return text
}

func (r Run) pictures() []picture.Picture {
	if r.Sweep != nil {
		var all []picture.Picture
		for _, c := range r.charts() {
			all = append(all, c)
		}
		return all
	}
	return plot.All(r.Of[0], r.Data)
}

// charts are those pictures that can be shown as text.
func (r Run) charts() []picture.Chart {
	if r.Sweep != nil {
		if c, ok := plot.OfSweep(r.Sweep); ok {
			return []picture.Chart{c}
		}
		return nil
	}
	return plot.Charts(r.Of[0], r.Data)
}

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
	if !p.Virtual() {
		facts = append(facts, sheet.Fact{Name: "Machine", Is: fmt.Sprintf("%s on %s, %s", runtime.GOOS, runtime.GOARCH, words.Count(runtime.NumCPU(), "processor"))})
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

// Ours says whether the file of that name may be replaced by a page without asking: there is none, it is empty, or it is
// such a page.
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
	return n == 0 || bytes.Contains(head[:n], []byte(mark))
}
