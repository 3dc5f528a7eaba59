package siege

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/term/table"
)

// An outcome is what came of a run.
type outcome struct {
	rows      []row // one for each transport, and one for all
	newcomers *newcomers
	memory    int // of the server at its peak; 0: not known, and then
	noMemory  error
	busy      time.Duration // the processor time that the server took
	fallen    bool
	words     string // the last of the server
	late      time.Duration
	inSockets int // datagrams dropped at members' sockets
	atServer  int // and at the server's
	underway  int // and on the way
	attacks   tallies
}

// A row is what came of the members on one transport.
type row struct {
	over     string
	members  int
	said     int // emits
	unsaid   int // of these, those that were not acknowledged
	heard    int // deliveries
	missing  int
	twice    int
	holes    int // events missing at first
	again    int // emits made again
	cut      int
	why      string // the first was
	cutAfter time.Duration
	refused  int // members that were told of an error
	refusal  string
	took     []time.Duration // sorted
}

// summarise counts what the members took down.
func summarise(class []*room) []row {
	rows := make([]row, 0, len(over)+1)
	all := row{over: "all"}
	for _, transport := range over {
		sum := row{over: transport}
		for _, r := range class {
			are := r.acknowledged()
			for n, m := range r.by {
				if m.over == transport {
					sum.said++
					if !are[n] {
						sum.unsaid++
					}
				}
			}
			for _, m := range r.members {
				if m.over == transport {
					sum.add(m, are)
				}
			}
		}
		slices.Sort(sum.took)
		rows = append(rows, sum)
		all.merge(sum)
	}
	slices.Sort(all.took)
	return append(rows, all)
}

func (r *row) add(m *member, are []bool) {
	missing, twice := m.misses(are)
	m.mu.Lock()
	defer m.mu.Unlock()
	one := row{
		members: 1, heard: len(m.took), missing: missing, twice: twice, holes: m.holes, again: m.again, took: m.took,
	}
	if m.cut != "" {
		one.cut, one.why, one.cutAfter = 1, m.cut, m.cutAfter
	}
	if m.refused != "" {
		one.refused, one.refusal = 1, m.refused
	}
	r.merge(one)
}

func (r *row) merge(o row) {
	r.members += o.members
	r.said += o.said
	r.unsaid += o.unsaid
	r.heard += o.heard
	r.missing += o.missing
	r.twice += o.twice
	r.holes += o.holes
	r.again += o.again
	r.refused += o.refused
	r.refusal = cmp.Or(r.refusal, o.refusal)
	r.took = append(r.took, o.took...)
	if o.cut > 0 && (r.cut == 0 || o.cutAfter < r.cutAfter) {
		r.why, r.cutAfter = o.why, o.cutAfter
	}
	r.cut += o.cut
}

// percentile returns the response time that p in 100 do not exceed; 0 where there is none.
func (r *row) percentile(p int) time.Duration {
	if len(r.took) == 0 {
		return 0
	}
	return r.took[min(len(r.took)*p/100, len(r.took)-1)]
}

// all is the row of all transports together.
func (o *outcome) all() *row { return &o.rows[len(o.rows)-1] }

// ratio is how many times as long response times (p99) were as in another run.
func (o *outcome) ratio(quiet *outcome) float64 {
	return float64(o.all().percentile(99)) / float64(quiet.all().percentile(99))
}

// briefly are the columns of brief.
var briefly = []string{"cut off", "not acked", "missing", "newcomers out", "p50", "p99", "x quiet", "memory", "processor"}

// brief is an outcome in one line.
func (o *outcome) brief(quiet *outcome) []string {
	all, out := o.all(), 0
	for _, reasons := range o.newcomers.out {
		out += len(reasons)
	}
	return []string{
		fmt.Sprint(all.cut), fmt.Sprint(all.unsaid), fmt.Sprint(all.missing), fmt.Sprint(out), ms(all.percentile(50)),
		ms(all.percentile(99)), fmt.Sprintf("%.1f", o.ratio(quiet)), fmt.Sprintf("%d MB", o.memory>>20),
		fmt.Sprintf("%.1f s", o.busy.Seconds()),
	}
}

// print logs an outcome as tables.
func (o *outcome) print(t *testing.T, title string) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", title)
	var rows [][]string
	for _, r := range o.rows {
		rows = append(rows, []string{
			r.over, fmt.Sprint(r.members), fmt.Sprint(r.cut), fmt.Sprint(r.refused), fmt.Sprint(r.said), fmt.Sprint(r.unsaid),
			fmt.Sprint(r.again), fmt.Sprint(r.heard), fmt.Sprint(r.missing), fmt.Sprint(r.holes), fmt.Sprint(r.twice),
			ms(r.percentile(50)), ms(r.percentile(99)),
		})
	}
	table.Plain(&b, []string{
		"over", "members", "cut off", "refused", "emits", "not acked", "repeated", "heard", "missing", "missing at first", "twice", "p50", "p99",
	}, rows)
	memory := fmt.Sprintf("%d MB", o.memory>>20)
	if o.noMemory != nil {
		memory = "not known: " + o.noMemory.Error()
	}
	fmt.Fprintf(&b, "\nserver: peak memory %s; processor %.1f s\n", memory, o.busy.Seconds())
	fmt.Fprintf(&b, "        %s\n", strings.ReplaceAll(o.words, "\n", "\n        "))
	fmt.Fprintf(&b, "datagrams dropped: %d at the server's socket, %d at the members' sockets, %d on the way\n",
		o.atServer, o.inSockets, o.underway)
	fmt.Fprintf(&b, "this program was late by %s (p99) with what was due\n", ms(o.late))
	if o.attacks != nil {
		fmt.Fprintln(&b)
		o.attacks.table(&b)
	}
	t.Log(b.String())
}

// many is a number of things.
func many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }

// faults lists what must not be, whatever the machine, one line each.
func (o *outcome) faults() (lines []string) {
	if o.fallen {
		lines = append(lines, "the server has fallen: "+o.words)
	}
	for _, r := range o.rows[:len(over)] {
		say := func(bad int, format string, args ...any) {
			if bad > 0 {
				lines = append(lines, r.over+": "+fmt.Sprintf(format, args...))
			}
		}
		say(r.cut, "%d of %d members were cut off, the first after %.2f s: %s", r.cut, r.members, r.cutAfter.Seconds(), r.why)
		say(r.refused, "%d members were told of an error, one of them: %s", r.refused, r.refusal)
		say(r.unsaid, "%d of %d emits were not acknowledged", r.unsaid, r.said)
		say(r.missing, "%d events are missing, %d were heard", r.missing, r.heard)
		say(r.twice, "%d events were heard more than once", r.twice)
		lost := o.inSockets + o.underway
		if r.over != "udp" {
			say(r.holes, "%d events were out of order or missing when one after them came", r.holes)
		} else if o.noMemory == nil && r.holes > lost { // on Linux, where the lost ones are counted
			say(r.holes, "%d events were missing at first, and only %d datagrams were lost: the server did not send them",
				r.holes, lost)
		}
	}
	lines = append(lines, o.newcomers.complaints()...)
	if limit := 300; o.memory>>20 >= limit {
		lines = append(lines, fmt.Sprintf("the server took %d MB at its peak, and is to take less than %d", o.memory>>20, limit))
	}
	return lines
}
