package compare

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/bench/figure"
)

// A row is a figure, and what tables call it.
type row struct{ figure, title string }

// rows are the figures that the full table shows, from top to bottom.
var rows = []row{
	{"lost", "lost"},
	{"lostUp", "lost up"},
	{"lostDown", "lost down"},
	{"late", "late"},
	{"neverApplied", "never applied"},
	{"appliedTwice", "applied twice"},
	{"deadLetters", "dead letters"},
	{"deliveredTwice", "delivered twice"},
	{"recovery", "recovery"},
	{"caughtUp", "caught up"},
	{"duplicates", "duplicates"},
	{"reordered", "out of order"},
	{"goodput", "goodput"},
	{"completion", "all back after"},
	{"first", "first back"},
	{"p50", "p50"},
	{"p90", "p90"},
	{"p99", "p99"},
	{"max", "max"},
	{"skew.p50", "skew p50"},
	{"skew.p99", "skew p99"},
	{"oneWayUp.p50", "one way up p50"},
	{"oneWayDown.p50", "one way down p50"},
	{"rtp", "RTP jitter"},
	{"longestGap", "longest gap"},
	{"longestStall", "longest stall"},
	{"setup", "set-up"},
	{"packetsPerMessage", "packets a message"},
	{"bytesPerMessage", "bytes a message"},
	{"retransmissions", "retransmissions"},
	{"sendLateness.p99", "late by p99"},
}

// foremost are those that matter most, for each kind of run.
var foremost = map[string][]string{
	"an echo server": {"lost", "late", "reordered", "p50", "p99", "longestStall", "setup", "bytesPerMessage"},
	"a room":         {"lost", "late", "p50", "p99", "skew.p99", "longestStall", "bytesPerMessage"},
	"a queue":        {"neverApplied", "appliedTwice", "deadLetters", "deliveredTwice", "recovery", "p50", "p99", "bytesPerMessage"},
	"a transfer":     {"lost", "goodput", "completion", "first", "longestGap", "retransmissions"},
}

// A shown is a figure that a table shows, with its values.
type shown struct {
	row
	figure.Figure
	values map[string][]Value // by transport
}

// Validate says which of some names no figure has.
func Validate(names []string) error {
	_, err := chosen(names)
	return err
}

// chosen are the rows of those names: of a figure as --fail-if has it, or of a row as a table has it.
func chosen(names []string) (all []row, err error) {
	for _, name := range names {
		i := slices.IndexFunc(rows, func(r row) bool { return same(r.title, name) })
		if i >= 0 {
			all = append(all, rows[i])
			continue
		}
		f, err := figure.Named(name)
		if err != nil {
			return nil, fmt.Errorf("--rows %s: %w", name, err)
		}
		of := row{f.Name, f.Name}
		if i := slices.IndexFunc(rows, func(r row) bool { return r.figure == f.Name }); i >= 0 {
			of = rows[i]
		}
		all = append(all, of)
	}
	return all, nil
}

// same says whether a user means what is called own by a name: blanks may be hyphens.
func same(own, name string) bool {
	return strings.EqualFold(strings.ReplaceAll(own, "-", " "), strings.ReplaceAll(name, "-", " "))
}

// figures are the rows that the view asks for, with their values: those foremost, all, or those that it names. Of what
// nobody knows, or what is 0 throughout, there is a row only if it is named.
func (c *Comparison) figures(full bool, names []string) (all []shown) {
	for _, r := range wanted(full, names, c.first) {
		if x, says := c.shown(r); says || len(names) > 0 {
			all = append(all, x)
		}
	}
	return all
}

// wanted are the rows that a view asks for, of which first are the foremost.
func wanted(full bool, names, first []string) (all []row) {
	switch {
	case len(names) > 0:
		all, _ = chosen(names) // which were validated
		return all
	case full:
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return !slices.Contains(first, r.figure) })
}

// shown is a row with its values; says, whether any is known and not 0.
func (c *Comparison) shown(r row) (x shown, says bool) {
	f, err := figure.Named(r.figure)
	if err != nil {
		return x, false
	}
	x = shown{r, f, map[string][]Value{}}
	for _, name := range c.Transports {
		x.values[name] = c.Values(f, name)
		says = says || slices.ContainsFunc(x.values[name], func(v Value) bool { return v.Known && v.Number != 0 })
	}
	return x, says
}
