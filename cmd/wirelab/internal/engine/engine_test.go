package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// lastOf is the last message of an answer.
func lastOf(t *testing.T, ctx context.Context, e *Engine, request string) (m Message) {
	t.Helper()
	e.Answer(ctx, []byte(request), func(next Message) { m = next })
	return m
}

// TestWrong: what cannot be answered is said in one line, in the words of the command line, and with the request's number.
func TestWrong(t *testing.T) {
	e := &Engine{Networks: []string{"lab"}}
	for request, want := range map[string]string{
		`{"id":5`:                       "this is not a request: unexpected end of JSON input",
		`{"id":5,"do":"x"}`:             `there is no request "x"`,
		`{"id":5,"do":"command"}`:       "this engine carries out no commands",
		benchRequest("--los", "2%"):     "wirelab bench: there is no option --los: did you mean --loss?",
		benchRequest("--loss", "2"):     "--loss 2: a share needs the % sign: 2%",
		benchRequest("--rate", "x"):     "wirelab bench: --rate x: that is not a number",
		benchRequest("--link", ""):      "--link needs a value",
		benchRequest("x"):               `"x" is not an option, and this command takes nothing else`,
		benchRequest("--help"):          "wirelab bench: there is no --help here",
		benchRequest("--net", "host"):   "--net host: an experiment on this page has lab; ",
		benchRequest("--format", "csv"): "--format: this is for the command line, not for an experiment on a page",
		benchRequest("--rows", "x"):     "--rows x: there is no such row",
	} {
		m := lastOf(t, t.Context(), e, request)
		if !strings.HasPrefix(m.Error, want) || strings.Contains(m.Error, "\n") || m.ID != 5 && !strings.HasSuffix(request, "5") {
			t.Errorf("%s: %d %q, want %q", request, m.ID, m.Error, want)
		}
	}
}

func benchRequest(args ...string) string {
	text, _ := json.Marshal(Request{ID: 5, Do: "bench", Args: args})
	return string(text)
}

// TestBench: a measurement is the report of the command line, its table for so many columns, and its pictures, so wide. One that is
// not wanted any more ends with an error.
func TestBench(t *testing.T) {
	e := &Engine{Networks: []string{"lab"}}
	request := `{"id":5,"do":"bench","args":["--trials","1","--duration","2s","--transport","tcp,udp"],"columns":44,"width":400}`
	m := lastOf(t, t.Context(), e, request)
	var report struct {
		Plan    struct{ Trials int }
		Results []struct{ Transport string }
	}
	if err := json.Unmarshal(m.Report, &report); err != nil || report.Plan.Trials != 1 || len(report.Results) != 2 {
		t.Errorf("the report is %.300s, %v", m.Report, err)
	}
	for line := range strings.Lines(m.Text) {
		if len([]rune(line)) > 45 {
			t.Errorf("a line is longer than 44 columns: %s", line)
		}
	}
	var names []string
	for _, p := range m.Pictures {
		names = append(names, p.Name)
		if !strings.Contains(p.SVG, ` width="400"`) || p.Title == "" || len(p.Rows) == 0 {
			t.Errorf("picture %s is %.200s", p.Name, p.SVG)
		}
	}
	if want := []string{"how-late", "messages"}; len(names) < 2 || !reflect.DeepEqual(names[:2], want) {
		t.Errorf("the pictures are %q", names)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if m := lastOf(t, ctx, e, request); m.Error == "" || m.Report != nil {
		t.Errorf("not wanted any more, it ends with %.200v", m)
	}
}

// TestCommand: what a command prints comes in whole characters, however it is cut, and nothing is lost.
func TestCommand(t *testing.T) {
	const text = "a–é😀\xff\xe2\x82"
	e := &Engine{Run: func(_ context.Context, args []string, columns int, stdout, _ io.Writer) int {
		for i := range len(text) {
			if n, err := stdout.Write([]byte(text[i : i+1])); n != 1 || err != nil {
				t.Errorf("%d %v", n, err)
			}
		}
		fmt.Fprint(stdout, args, columns)
		return 4
	}}
	var parts []string
	var status *int
	e.Answer(t.Context(), []byte(`{"do":"command","args":["x"],"columns":50}`), func(m Message) {
		if m.Out != "" {
			parts = append(parts, m.Out)
		}
		status = m.Exit
	})
	want := []string{"a", "–", "é", "😀", "\xff", "\xe2\x82[x] 50"}
	if !reflect.DeepEqual(parts, want) || status == nil || *status != 4 {
		t.Errorf("%q, status %v, want %q", parts, status, want)
	}
}
