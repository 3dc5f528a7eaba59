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
	var took, ratios []float64
	used := func(a *audience) int { return a.server.ask(b, "cpu") }
	before := [2]int{used(ours), used(theirs)}
	for b.Loop() {
		first, second := ours, theirs
		if len(ratios)%2 == 1 {
			first, second = theirs, ours
		}
		x, y := float64(first.run(b, times, inFlight)), float64(second.run(b, times, inFlight))
		if first == theirs {
			x, y = y, x
		}
		took, ratios = append(took, x), append(ratios, y/x)
	}
	b.ReportMetric(median(took), "ns/op")
	b.ReportMetric(median(ratios), "x-faster")
	b.ReportMetric(float64(used(theirs)-before[1])/float64(used(ours)-before[0]), "x-cpu")
}
