package verify

import (
	"fmt"
	"strings"
)

// flowsHeader names what is told of flows that share a link.
var flowsHeader = []string{"link", "flows", "up", "down", "Jain", "shares lab", "shares kernel"}

const aboutFlows = "up, down: what all flows in one direction get together. Jain: Jain's index of how evenly those that go " +
	"down share it, 1 if all get the same. shares: of what goes in the same direction, in %, in the order in which they began."

// has says whether there are rows of a kind.
func (r *Report) has(k Kind) bool {
	for _, x := range r.Rows {
		if x.Kind == k {
			return true
		}
	}
	return false
}

// flowRows are the table of flows; text writes a figure.
func (r *Report) flowRows(text func(*Figure) string) (rows [][]string) {
	for i := range r.Rows {
		x := &r.Rows[i]
		if x.Kind == Flows {
			rows = append(rows, []string{
				x.Link.Name, fmt.Sprintf("%d up %d down", x.Up, x.Down), text(x.figure("up")), text(x.figure("down")),
				text(x.figure("Jain")), x.shares(x.Lab), x.shares(x.Kernel),
			})
		}
	}
	return rows
}

// shares are what each flow gets of what all in its direction get, in the mean of the outcomes.
func (r *Row) shares(outcomes []Outcome) string {
	sums := make([]float64, r.Up+r.Down)
	for _, o := range outcomes {
		for i, rate := range o.Rates {
			sums[i] += rate
		}
	}
	var words []string
	for _, direction := range [][]float64{sums[:r.Up], sums[r.Up:]} {
		all := total(direction)
		for _, s := range direction {
			if len(direction) > 1 && all > 0 {
				words = append(words, fmt.Sprintf("%.0f", 100*s/all))
			}
		}
	}
	return strings.Join(words, " ")
}
