// Package checks has what tests of several packages check about a report.
package checks

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// Golden compares got with the file of that name in testdata.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")) // git on Windows
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s\n(if it is meant to be so: go test -update, in its package)", name, got, want)
	}
}

// Width checks that a table fits a terminal of 80 columns. The command that repeats the plan is
// there to be copied, and stays on one line however long it is.
func Width(t *testing.T, table string) {
	t.Helper()
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 80 && !strings.HasPrefix(line, "Repeat: ") && !strings.HasPrefix(line, "Packets: ") {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end: %q", line)
		}
		for _, odd := range []string{"e+", "e-", "NaN", "Inf", "%!"} {
			if strings.Contains(line, odd) {
				t.Errorf("%s is no number for people: %s", odd, line)
			}
		}
	}
	if t.Failed() {
		t.Logf("the table is\n%s", table)
	}
}

// Equal checks one figure.
func Equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// Message is what an error says; "" for none.
func Message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A Report is a report.Report, which this package does not import, since tests of its parts use it.
type Report interface {
	WriteJSON(w io.Writer) error
	WriteTable(w io.Writer) error
}

// TableWidth checks the report's table, as Width does.
func TableWidth(t *testing.T, r Report) {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	Width(t, b.String())
}

// JSON returns the report as JSON.
func JSON(t *testing.T, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Decoded returns the report as JSON decodes it.
func Decoded(t *testing.T, r Report) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(JSON(t, r)), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Value finds a.b.c in v. What is in the unknown is unknown.
func Value(v any, path string) (any, bool) {
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[key]; !ok {
			return nil, false
		}
		if v == nil {
			return nil, true
		}
	}
	return v, true
}
