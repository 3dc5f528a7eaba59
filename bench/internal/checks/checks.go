// Package checks has what tests of several packages check about a report.
package checks

import (
	"bytes"
	"flag"
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
