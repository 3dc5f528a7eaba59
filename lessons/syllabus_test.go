package lessons

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestSyllabus: it is one page, has each lesson, and each way through the course has what its lessons need.
func TestSyllabus(t *testing.T) {
	page := Syllabus()
	if lines := strings.Count(page.Text, "\n"); lines > 60 {
		t.Errorf("it has %d lines: that is more than a page", lines)
	}
	all := All()
	for i, l := range all {
		if row := fmt.Sprintf("\n| %d %s |", l.Number, l.Title); !strings.Contains(page.Text, row) || l.Number != i {
			t.Errorf("it has no row %s in its place", row)
		}
	}
	for _, w := range ways {
		for _, n := range w.whole {
			for _, need := range all[n].Needs {
				if !slices.Contains(w.whole, need) && !slices.Contains(w.short, need) {
					t.Errorf("%s: lesson %d comes without lesson %d", w.what, n, need)
				}
			}
		}
	}
}
