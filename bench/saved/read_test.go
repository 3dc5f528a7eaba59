package saved_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/compare"
	"wirelab/bench/internal/checks"
	"wirelab/bench/merge"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/bench/saved"
)

// without takes keys out of all objects of a JSON text.
func without(t *testing.T, text string, keys ...string) []byte {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range keys {
				delete(v, key)
			}
			for _, inner := range v {
				strip(inner)
			}
		case []any:
			for _, inner := range v {
				strip(inner)
			}
		}
	}
	strip(v)
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// small is a run of a second, as JSON, with samples.
func small(t *testing.T) string {
	t.Helper()
	p := plan(func(p *bench.Plan) { p.Duration, p.Rate, p.Trials = time.Second, 5, 1 })
	var b bytes.Buffer
	if err := reportOf(measured(t, p)).Write(&b, "json", report.View{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden: files that earlier versions have written are still read, and say what they said then. Do not write
// these files anew: add one with each version.
func TestGolden(t *testing.T) {
	for _, name := range []string{"version-0", "version-0-room", "version-0-transfer", "version-1"} {
		f, err := saved.Open(filepath.Join("testdata", name+".json"))
		if err != nil {
			t.Error(err)
			continue
		}
		checks.Golden(t, name+".txt", []byte(printed(t, reportOf(f.Run), "table", report.View{})))
	}
}

// TestBadFiles: what is no saved run, or one that cannot be, is refused in one line that says what was expected.
func TestBadFiles(t *testing.T) {
	good := small(t)
	change := func(old, new string) string {
		t.Helper()
		if !strings.Contains(good, old) {
			t.Fatalf("there is no %s to change", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, test := range []struct{ name, text, want string }{
		{"empty", " \n", `the file is empty; expected what "wirelab bench --format json" writes`},
		{"table", "echo on cafe", `that is not a saved run; expected what "wirelab bench --format json" writes`},
		{"other JSON", `{"name": "x"}`, `that is not a saved run; expected what "wirelab bench --format json" writes`},
		{"list", `[1]`, `that is not a saved run; expected what "wirelab bench --format json" writes`},
		{"half", good[:len(good)/2], "the file is cut short: expected more after its end"},
		{"broken", change(`"seed": 1`, `"seed": one`), `line 44 is not JSON (invalid character 'o' looking for beginning of value); expected what "wirelab bench --format json" writes`},
		{"newer", change(`"version": 1`, `"version": 7`), "that run was saved by a newer wirelab, in version 7 of the form; expected version 1 or earlier"},
		{"version 0", change(`"version": 1`, `"version": 0`), "there is no version 0 of saved runs; expected 1 to 1"},
		{"wrong kind", change(`"seed": 1`, `"seed": "one"`), `that is not a saved run: "plan.seed" is a string; expected a whole number`},
		{"wrong plan", change(`"trials": 1`, `"trials": 0`), "its plan is wrong: --trials 0: choose 1 to 1000 trials"},
		{"wrong name", change(`"name": "cafe"`, `"name": "\u001b[2J"`), `its plan is wrong: "\x1b[2J" is not a name`},
		{"no link", change(`"name": "cafe"`, `"name": ""`), "its plan is wrong: on lab a link is expected"},
		{"more", good + "x", "line " + strconv.Itoa(strings.Count(good, "\n")+1) + ` is not JSON (invalid character 'x' after top-level value); expected what "wirelab bench --format json" writes`},
		{"transport", change(`"transport": "udp"`, `"transport": "tcp"`), "there are two results for tcp"},
		{"unplanned", change(`"transport": "udp"`, `"transport": "dccp"`), `there are results of "dccp", which the plan does not have`},
		{"more trials", change(`"trials": [`, `"trials": [{"sent":1,"received":1},`), "tcp has 2 trials; expected 1 to 1, as planned"},
		{"no figures", change(`"trials": [`, `"trials": [null,`), "tcp, trial 1: there are no figures"},
		{"other figures", change(`"trials": [`, `"trials": [{"seed":1},`), "tcp, trial 1: there are no figures"},
		{"lost", strings.ReplaceAll(good, `"sent": 5`, `"sent": 6`), "tcp, trial 1: 6 sent are not 5 received and 0 lost"},
		{"less", strings.ReplaceAll(good, `"duplicates": 0`, `"duplicates": -1`), "tcp, trial 1: a number is less than 0, or too large"},
		{"for ever", strings.ReplaceAll(good, `"longest": 0`, `"longest": 1e300`), "that is not a saved run: 1e300 ms is longer than any run"},
		{"room", strings.ReplaceAll(good, `"broadcast": null`, `"broadcast": {}`), "tcp, trial 1: what became of the room's messages is expected with --server broadcast, and only then"},
		{"samples", change(`"sent":[0,`, `"sent":[`), "tcp, trial 1: samples that are not as many as the plan's messages"},
		{"no trial", change(`"trial":1,`, `"trial":9,`), "samples of trial 9, but the plan has 1"},
	} {
		_, err := saved.Read([]byte(test.text))
		if got := checks.Message(err); got != test.want {
			t.Errorf("%s: %q\nwant %q", test.name, got, test.want)
		}
	}
	name := filepath.Join(t.TempDir(), "half.json")
	if err := os.WriteFile(name, []byte(good[:100]), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := saved.Open(name); checks.Message(err) != name+": the file is cut short: expected more after its end" {
		t.Error(err)
	}
}

// FuzzRead: whatever a file holds, it is refused, or all reports can be made of it.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"small", "small-room", "small-queue", "small-transfer", "small-merged", "small-sweep"} {
		text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{"", "{}", `{"version":2}`, `{"sweep":{},"reports":[{}]}`, `{"plan":{},"results":[]}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := saved.Read(text)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\x1b") {
				t.Errorf("an error has what a terminal obeys: %q", err)
			}
			return
		}
		var r printer
		switch {
		case file.Sweep != nil:
			r = report.NewSweep(file.Sweep)
		case len(file.Runs) > 0:
			if r, err = merge.Again(file.Runs); err != nil {
				return
			}
		default:
			r = reportOf(file.Run)
		}
		if file.Run != nil {
			c, err := compare.New([]compare.Run{{Name: "a", Findings: file.Run}, {Name: "b", Findings: file.Run}})
			if err != nil {
				return // it has no results
			}
			printed(t, c, "table", report.View{Full: true})
		}
		if file.Run != nil {
			g := &plot.Gatherer{}
			for _, s := range file.Run.Samples {
				if err := g.Trial(s); err != nil {
					t.Error(err)
				}
			}
			for _, p := range plot.All(file.Run, g.Data) {
				p.Draw(760, true).SVG("")
			}
		}
		for _, format := range []string{"table", "markdown", "html", "json", "csv"} {
			for _, v := range []report.View{{}, {Full: true}} {
				if err := r.Write(io.Discard, format, v); err != nil {
					t.Errorf("%s: %v", format, err)
				}
			}
		}
	})
}

// TestAnyChange: so it is if any one value of a file is another.
func TestAnyChange(t *testing.T) {
	for _, name := range []string{"small", "small-room", "small-queue", "small-transfer"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			delete(v.(map[string]any), "notes")
			delete(v.(map[string]any), "samples")                     // which reports do not show
			for _, x := range v.(map[string]any)["results"].([]any) { // the rest of it follows from the trials
				x := x.(map[string]any)
				maps.DeleteFunc(x, func(key string, _ any) bool { return key != "transport" && key != "trials" })
			}
			readable := 0
			changeEach(v, func() {
				changed, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				f, err := saved.Read(changed)
				if err != nil {
					return
				}
				readable++
				printed(t, reportOf(f.Run), "markdown", report.View{Full: readable%2 == 0})
			})
			if readable < 100 {
				t.Errorf("only %d changes could be read: the test does not change what matters", readable)
			}
		})
	}
}

// changeEach calls try with each value below v changed, one after the other.
func changeEach(v any, try func()) {
	each := func(old any, set func(any)) {
		for _, odd := range []any{nil, 1e12} {
			set(odd)
			try()
		}
		set(old)
		changeEach(old, try)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, old := range v {
			each(old, func(odd any) { v[key] = odd })
		}
	case []any:
		for i, old := range v {
			each(old, func(odd any) { v[i] = odd })
		}
	}
}
