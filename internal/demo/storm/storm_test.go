package storm

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"regexp"
	"testing"

	"wirelab/internal/demo/stage"
)

var stormMembers = flag.Int("storm", 500, "`members` of the storm, on a line with 1,000 bit/s for each")

// TestStorm: chance helps, whatever the number of members is, if the line and its queue grow with it.
func TestStorm(t *testing.T) {
	st := Storm{members: *stormMembers, bandwidth: int64(*stormMembers) * 1000, queue: *stormMembers * 13 / 2}
	var out bytes.Buffer
	err := stage.InLab(t.Context(), st.Lab(), func(ctx context.Context, s stage.Stage) error { return st.Show(ctx, s, &out) })
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", &out)
	type row struct {
		attempts, most, lost int
		half, all            float64
	}
	var rows []row
	for _, m := range regexp.MustCompile(`(?m)(?: +\d+){3} +[\d.]+ s +[\d.]+ s$`).FindAllString(out.String(), -1) {
		var r row
		if _, err := fmt.Sscanf(m, "%d %d %d %f s %f s", &r.attempts, &r.most, &r.lost, &r.half, &r.all); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	step, jitter, wide := rows[0], rows[1], rows[2]
	if step.most != st.members {
		t.Errorf("in step %d come at once, want all %d", step.most, st.members)
	}
	if jitter.half >= step.half || jitter.all >= step.all || 2*jitter.lost >= step.lost {
		t.Errorf("with a share drawn: %+v; in step: %+v", jitter, step)
	}
	if wide.lost != 0 || wide.most > st.members/10 {
		t.Errorf("over 10 s: %+v", wide)
	}
}
