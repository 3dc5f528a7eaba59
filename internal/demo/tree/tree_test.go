package tree

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"wirelab/internal/demo/stage"
)

// TestTree: the last one waits for as many deliveries as servers make one after the other, and two levels are the best where both
// are equally wide.
func TestTree(t *testing.T) {
	tr := Tree{members: 500, bandwidth: 20_000_000}
	var out bytes.Buffer
	if err := stage.InLab(t.Context(), tr.Lab(), func(ctx context.Context, s stage.Stage) error { return tr.Show(ctx, s, &out) }); err != nil {
		t.Fatal(err)
	}
	const delivery = (1083 + 52) * 8.0 / 20_000 // ms, of an event and the headers of TCP and IP
	last := map[int]float64{}
	for _, line := range strings.Split(out.String(), "\n") {
		var below, each int
		var half, all float64
		if n, _ := fmt.Sscanf(line, "1 tells %d, who tell %d each %f ms %f ms", &below, &each, &half, &all); n == 4 {
			if want := 20 + delivery*float64(below+each); all < want-3 || all > want+3 {
				t.Errorf("%d servers tell %d each, and the last one hears it after %.0f ms, want %.0f", below, each, all, want)
			}
			last[below] = all
		}
		if n, _ := fmt.Sscanf(line, "one server %f ms %f ms", &half, &all); n == 2 {
			if want := 10 + delivery*500; all < want-3 || all > want+3 {
				t.Errorf("one server tells all, and the last one hears it after %.0f ms, want %.0f", all, want)
			}
			last[0] = all
		}
	}
	if len(last) != 6 || last[25] >= last[10] || last[25] >= last[100] {
		t.Errorf("%v\n%s", last, &out)
	}
}
