package term

import (
	"os"
	"strings"
	"testing"
)

// TestColumns: where there is no terminal, COLUMNS counts for a pipe or a file, within bounds; and not for a text
// that the program keeps for itself.
func TestColumns(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for value, want := range map[string]int{"": 80, "60": 60, "10": 40, "1000": 200, "-5": 80, "wide": 80, "0": 80} {
		t.Setenv(ColumnsVariable, value)
		if got := Columns(&Watched{Writer: w}); got != want {
			t.Errorf("COLUMNS=%s: %d, want %d", value, got, want)
		}
		if got := KnownColumns(w); got != want && (got != 0 || want != 80) {
			t.Errorf("COLUMNS=%s: %d are known, want %d", value, got, want)
		}
		if got := Columns(&strings.Builder{}); got != 80 {
			t.Errorf("COLUMNS=%s: %d for a text in memory", value, got)
		}
	}
}

type page struct{ strings.Builder }

func (*page) Columns() int { return 61 }

// TestSized: a writer that says how wide it is, is believed.
func TestSized(t *testing.T) {
	t.Setenv(ColumnsVariable, "70")
	if got := Columns(&Watched{Writer: &page{}}); got != 61 {
		t.Errorf("a page of 61 columns has %d", got)
	}
}
