package plot

import (
	"fmt"
	"strings"

	"wirelab/bench"
)

// An Absent is a picture that one may look for and that there is not, with why.
type Absent struct{ Name, Title, Why string }

// AbsentFrom are those of a run. A run of which no trials were kept has none of them: whoever shows it says why.
func AbsentFrom(f *bench.Findings, d Data) (all []Absent) {
	if _, ok := Window(f, d); !ok && f.Plan.Bulk > 0 && len(d.Trials) > 0 {
		all = append(all, Absent{"window", "The window", windowless(f, d)})
	}
	if _, ok := WhereBytesGo(f); !ok && !f.Plan.Linked() {
		all = append(all, Absent{
			"bytes", "Where the bytes go", "wirelab cannot see the packets of the machine's own network: --net lab and --net kernel show them.",
		})
	}
	return all
}

// windowless says of which transports a transfer's window is not known, and why; empty if it is known of all.
func windowless(f *bench.Findings, d Data) string {
	by := map[string][]string{}
	var order []string
	for _, name := range measured(f) {
		if len(d.of(0)[name].Window) > 1 {
			continue
		}
		why := noWindow(f, name)
		if by[why] == nil {
			order = append(order, why)
		}
		by[why] = append(by[why], title(name))
	}
	var said []string
	for _, why := range order {
		said = append(said, fmt.Sprintf(why, strings.Join(by[why], " and ")))
	}
	return strings.Join(said, " ")
}

// noWindow is why the window of a transport is not known; %s stands for the transport.
func noWindow(f *bench.Findings, name string) string {
	switch {
	case name == "udp":
		return "%s has no window: it sends as fast as it is told."
	case name == "socketio":
		return "Of %s the window is not shown: its client opens more than one connection, and each has its own."
	case f.Plan.Net == "host" && f.Machine != nil && !strings.HasPrefix(f.Machine.System, "linux/"):
		return "Of %s the window is not known: on the machine's own network only Linux tells it, and this was measured on " +
			strings.ReplaceAll(f.Machine.System, "%", "") + "."
	}
	return "Of %s the window is not known: the transfer was over before it could be read twice."
}
