package speed

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// officialServer returns what makes a command that runs the official server (testdata/official.mjs), which prints its port
// as ours does. Where node or its packages are missing, the benchmark is skipped.
func officialServer(tb testing.TB) func(testing.TB) *exec.Cmd {
	tb.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		tb.Skip("there is no node")
	}
	packages, err := filepath.Abs("../../lessons/node")
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "node_modules/socket.io")); err != nil {
		tb.Skip("there is no official server: run npm ci in lessons/node")
	}
	return func(testing.TB) *exec.Cmd { return exec.Command(node, "testdata/official.mjs", packages) }
}

// compareOfficial makes events in both rooms in turn, round by round.
func compareOfficial(b *testing.B, ours, theirs *audience, times, inFlight int) {
	ours.run(b, times, inFlight) // warm up
	theirs.run(b, times, inFlight)
	deliveries := float64(times * inFlight * ours.members)
	round := func(a *audience) (took, used float64) {
		before := a.server.ask(b, "cpu")
		took = float64(a.run(b, times, inFlight))
		return took, float64(a.server.ask(b, "cpu")-before) * 1000 / deliveries
	}
	var took, used, faster, cheaper []float64
	for b.Loop() {
		first, second := ours, theirs
		if len(took)%2 == 1 {
			first, second = theirs, ours
		}
		x, xUsed := round(first)
		y, yUsed := round(second)
		if first == theirs {
			x, xUsed, y, yUsed = y, yUsed, x, xUsed
		}
		took, used = append(took, x), append(used, xUsed)
		faster, cheaper = append(faster, y/x), append(cheaper, yUsed/xUsed)
	}
	b.ReportMetric(median(took), "ns/op")
	b.ReportMetric(median(used), "cpu-ns/op")
	b.ReportMetric(median(faster), "x-faster")
	b.ReportMetric(median(cheaper), "x-cpu")
}
