package sheet_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/bench/sheet"
	"wirelab/internal/picture"
)

// page is a run's, which a plan changes.
func page(t *testing.T, change func(*bench.Plan)) string {
	t.Helper()
	p := bench.DefaultPlan("lab")
	change(&p)
	g := &plot.Gatherer{}
	found, err := measure.Run(t.Context(), p, measure.Watcher{Trial: g.Trial})
	if err != nil {
		t.Fatal(err)
	}
	var pictures []picture.Picture
	for _, p := range plot.All(found, g.Data) {
		pictures = append(pictures, p.Picture)
	}
	s := sheet.Sheet{
		Title: "a run of <b>tests</b>", Found: report.New(found), Pictures: pictures,
		Facts: []sheet.Fact{{Name: "Seed", Is: "1"}, {Name: "Odd", Is: "</dd><script>alert(1)</script>"}}, Repeat: p.Command(),
	}
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func short(p *bench.Plan) { p.Duration, p.Trials = 5*time.Second, 2 }

// TestPage: a page has the verdict, both tables, the pictures with their captions, and how it was measured; it is the
// same each time, and what comes from outside cannot become a part of it.
func TestPage(t *testing.T) {
	text := page(t, short)
	if page(t, short) != text {
		t.Error("the same run makes another page")
	}
	for _, says := range []string{
		`<p class="verdict">`, `<th scope="col" class="of-udp">UDP</th>`, `<td class="telling">`, "<h2>How late, for how many</h2>",
		"<h2>Message by message</h2>", "<h2>Where the bytes go</h2>", "All figures, with their definitions", "<summary>The same in numbers</summary>",
		"<dt>Seed</dt><dd>1</dd>", "<code>wirelab bench --duration 5s --trials 2</code>", "a run of &lt;b&gt;tests&lt;/b&gt;",
		`<meta name="generator" content="wirelab">`,
	} {
		if !strings.Contains(text, says) {
			t.Errorf("there is no %s", says)
		}
	}
	for _, bad := range []string{"<script>alert", "http://www.w3.org/1999/xlink", "src=", "@import", "url("} {
		if strings.Contains(text, bad) {
			t.Errorf("there is %s", bad)
		}
	}
	if strings.Count(text, "http") != strings.Count(text, `xmlns="http://www.w3.org/2000/svg"`)+strings.Count(text, "http-equiv") {
		t.Error("it has an address of somewhere else")
	}
}

// TestTableLast: where the table comes last, what is to be known first stands before the pictures all the same.
func TestTableLast(t *testing.T) {
	p := bench.DefaultPlan("lab")
	short(&p)
	found, err := measure.Run(t.Context(), p, measure.Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	bytesGo, ok := plot.WhereBytesGo(found)
	if !ok {
		t.Fatal("there is no picture")
	}
	var b bytes.Buffer
	s := sheet.Sheet{Found: report.New(found), Pictures: []picture.Picture{bytesGo}, TableLast: true, Lead: "Plans < differ."}
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	at := -1
	for _, part := range []string{`<p class="verdict">Plans &lt; differ.</p>`, "<figure>", "<h2>All figures</h2>"} {
		next := strings.Index(b.String(), part)
		if next <= at {
			t.Errorf("%s begins at %d, and what is to be before it at %d", part, next, at)
		}
		at = next
	}
}

// TestSize: the page of the default run is a small file.
func TestSize(t *testing.T) {
	text := page(t, func(*bench.Plan) {})
	if kb := len(text) / 1000; kb > 400 {
		t.Errorf("%d kB", kb)
	}
}
