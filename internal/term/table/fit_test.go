package table

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/internal/term/visible"
)

var update = flag.Bool("update", false, "write the golden files anew")

// widths are those of terminals from a phone's to a wide screen's.
var widths = []int{40, 60, 80, 120, 200}

// golden compares a text for each width with a file, in which they stand one below the other, and says that no
// line is too wide but those that have a word which is.
func golden(t *testing.T, name string, write func(w io.Writer, width int)) {
	t.Helper()
	var all bytes.Buffer
	for _, width := range widths {
		var b bytes.Buffer
		write(&b, width)
		fmt.Fprintf(&all, "=== %d columns\n%s", width, b.String())
		for line := range strings.Lines(b.String()) {
			if n := visible.Width(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("%s: %d columns of %d: %s", name, n, width, line)
			}
			if strings.HasSuffix(line, " \n") {
				t.Errorf("%s: a blank at the end: %q", name, line)
			}
		}
	}
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, all.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, all.Bytes()) {
		t.Errorf("%s is not as it was; -update writes it anew, and then read the difference:\n%s", name, all.String())
	}
}

// servers has rows that go on in the next, and a column whose words are long.
var (
	serversHead = []string{"transport", "address", "try it"}
	servers     = [][]string{
		{"tcp", "127.0.0.1:7101", "wirelab echo tcp 127.0.0.1:7101"},
		{"", "", "nc 127.0.0.1 7101"},
		{"ws", "127.0.0.1:7103", "wirelab echo ws 127.0.0.1:7103"},
		{"", "", "http://127.0.0.1:7103/ in a browser"},
	}
)

// ratios has headings of one cell, indented names, and figures, which are never broken.
var (
	ratiosHead = []string{"lab / kernel", "p50", "p90", "p99", "packets", "verdict"}
	ratios     = [][]string{
		{"lossy"},
		{"  tcp 50/s 200 B", "1.00 ±.02", "0.99 ±.03", "1.02 ±.11", "1.00 ±.01", "ok"},
		{"  ws 50/s 200 B", "1.00 ±.02", "0.99 ±.03", "1.02 ±.11", "1.30 ±.01", "packets +30 %, and more than chance explains"},
	}
)

var (
	benchHead = []string{"", "", "tcp", "udp", "ws"}
	bench     = [][]string{
		{"delivered", "sent", "10500", "10500", "10500"},
		{"", "lost", "0", "404 (3.8 %) !", "0"},
		{"response", "p50", "33.5 ms ±0.2", "32.4 ms ±0.2 ◄", "33.5 ms ±0.2"},
	}
)

func TestFit(t *testing.T) {
	for name, table := range map[string]struct {
		head []string
		rows [][]string
	}{
		"servers": {serversHead, servers}, "ratios": {ratiosHead, ratios},
		"none": {[]string{"a column", "and another with a name that is longer than a phone is wide"}, nil},
	} {
		golden(t, name, func(w io.Writer, width int) {
			if err := Fit(w, width, table.head, table.rows); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestFitBeside(t *testing.T) {
	golden(t, "beside", func(w io.Writer, width int) {
		if err := FitBeside(w, width, 2, benchHead, bench); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAgain: what has been set for 80 columns is set anew for fewer, and what is no table stays as it is.
func TestAgain(t *testing.T) {
	var text bytes.Buffer
	prose := "A sentence that is longer than a terminal of 60 columns, and no table at all.\n\n"
	text.WriteString(prose)
	Fit(&text, 80, serversHead, servers)
	text.WriteByte('\n')
	FitBeside(&text, 80, 2, benchHead, bench)
	golden := map[int]string{}
	for _, width := range []int{40, 60, 80} {
		var want bytes.Buffer
		want.WriteString(prose)
		Fit(&want, width, serversHead, servers)
		want.WriteByte('\n')
		FitBeside(&want, width, 2, benchHead, bench)
		golden[width] = want.String()
	}
	for width, want := range golden {
		if got := Again(text.String(), width); got != want {
			t.Errorf("for %d columns:\n%s\nwant\n%s", width, got, want)
		}
	}
	for _, other := range []string{
		"func F() {\n    a := 1          // a comment\n    bc := 2         // another that is rather long\n}\n",
		"one          two  three\nthis line runs across all of it, so there are no columns here\nfour         five six\n",
	} {
		if got := Again(other, 30); got != other {
			t.Errorf("it is no table, and became\n%s", got)
		}
	}
}

// FuzzAgain: whatever a command prints, the words are all there afterwards, and no table comes of prose.
func FuzzAgain(f *testing.F) {
	var text bytes.Buffer
	Fit(&text, 80, ratiosHead, ratios)
	FitBeside(&text, 80, 2, benchHead, bench)
	f.Add(text.String(), 40)
	f.Add("a  b\n\n  c │ d\n", 1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = 1 + width&0xff
		text = strings.ToValidUTF8(text, "?")
		got := Again(text, width)
		have := map[string]bool{}
		for word := range strings.FieldsSeq(got) {
			have[word] = true
		}
		for word := range strings.FieldsSeq(text) {
			if !have[word] && strings.Trim(word, "─") != "" {
				t.Errorf("%q is gone from %q", word, got)
			}
		}
		Head(strings.Split(text, "\n"))
	})
}

// TestAgainAcross: a cell may run across the beginning of others, and a column of figures keeps its alignment.
func TestAgainAcross(t *testing.T) {
	const layers = `OSI model         TCP/IP model  here                              bytes so far
──────────────────────────────────────────────────────────────────────────────
7 application     application   the message                           2      2
7 to 5, loosely   application   WebSocket frame header (framing)      6      8
4 transport       transport     TCP header                           32     40
3 network         internet      IP header                            20     60
2 data link       link          none: the link carries bare IP packets
1 physical                      none
──────────────────────────────────────────────────────────────────────────────`
	const want = `OSI model        TCP/IP model  here             bytes so far
7 application    application   the message          2      2
7 to 5, loosely  application   WebSocket frame      6      8
                               header
                               (framing)
4 transport      transport     TCP header          32     40
3 network        internet      IP header           20     60
2 data link      link          none: the link
                               carries bare IP
                               packets
1 physical                     none`
	if got := Again(layers, 60); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestHead(t *testing.T) {
	tests := []struct {
		block string
		want  int
	}{
		{"transport  address\ntcp        127.0.0.1:7101\nws         127.0.0.1:7103", 1},
		{"             tcp    udp\nsent         1      1\n  at once    2      2", 1},
		{"OSI model      here\n───────────────────\n7 application  the message\n4 transport    TCP header", 2},
		{"     ms client     server     ms\n  0.000 │── SYN ──────►│  10.000\n 20.000 │◄─── ACK ───│  10.000", 1},
		{"A paragraph of some lines. They\nare as long as they are, and no\nword stands below another.", 0},
		{"func F() {\n    a  int\n    bc int\n}", 0},
		{"┃ Prediction 1\n┃\n┃ a) one", 0},
		{"a  b", 0},
		{"", 0},
	}
	for _, test := range tests {
		if got := Head(strings.Split(test.block, "\n")); got != test.want {
			t.Errorf("%d lines, want %d:\n%s", got, test.want, test.block)
		}
	}
}

const help = `wirelab serve echo: send back what comes

USAGE:
   wirelab serve echo [options]

Runs a TCP, a UDP and a WebSocket echo server, and says how to talk to them.
A browser may open the page by the address.

EXAMPLES:
   wirelab serve echo                       on this machine only
   wirelab serve echo --host 0.0.0.0        for the whole network
   wirelab serve echo --max-message 16MiB --compress
                                            all that a test suite may ask for

OPTIONS:
   --host value         where to listen; 0.0.0.0 is all (default: "127.0.0.1")
   --compress           messages, if the client asks for it (default: false)

`

func TestReflow(t *testing.T) {
	golden(t, "help", func(w io.Writer, width int) { io.WriteString(w, Reflow(help, width)) })
}

func TestCommand(t *testing.T) {
	const line = "$ wirelab bench --link lossy --rate 10"
	if got := Command(line, 4, 38); got != line {
		t.Errorf("it fits, and became %q", got)
	}
	if got, want := Command(line, 4, 24), "$ wirelab bench \\\n    --link lossy \\\n    --rate 10"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	const long = "$ node --test lessons/03-byte-stream/make/framing.test.mjs" // which has no room beside its option
	if got, want := Command(long, 4, 50), "$ node --test \\\n    lessons/03-byte-stream/make/framing.test.mjs"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func ExampleHanging() {
	fmt.Println(Hanging("   Source: physics: light in fibre takes 56 ms", 5, 30))
	// Output:
	//    Source: physics: light in
	//      fibre takes 56 ms
}
