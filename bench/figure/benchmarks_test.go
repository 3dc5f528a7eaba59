package figure

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"

	"wirelab/bench"
)

// What is written is read back by the package that benchstat reads it with.
func TestWriteBenchmarks(t *testing.T) {
	f := found()
	f.Plan = bench.DefaultPlan("lab")
	for i := range f.Results {
		x := &f.Results[i]
		x.Trials = []bench.Metrics{x.Metrics, x.Metrics}
	}
	other := *f
	other.Plan.Seed = 2
	var b bytes.Buffer
	if err := WriteBenchmarks(&b, f, &other); err != nil {
		t.Fatal(err)
	}
	in := benchfmt.NewReader(&b, "")
	var names, seeds []string
	for in.Scan() {
		switch x := in.Result().(type) {
		case *benchfmt.Result:
			names, seeds = append(names, x.Name.String()), append(seeds, x.GetConfig("seed"))
			if x.GetConfig("link") != "cafe" || x.Iters != 200 {
				t.Errorf("link %q, %d iterations", x.GetConfig("link"), x.Iters)
			}
			if x.Name.String() == "Echo/transport=udp" {
				readBack(t, x)
			}
		case *benchfmt.SyntaxError:
			t.Error(x)
		}
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	twice := "Echo/transport=tcp Echo/transport=tcp Echo/transport=udp Echo/transport=udp"
	if got := strings.Join(names, " "); got != twice+" "+twice {
		t.Errorf("names: %s", got)
	}
	if got := strings.Join(seeds, ""); got != "11112222" {
		t.Errorf("seeds: %s", got)
	}
	if better := in.Units().GetBetter("goodput-bit/s"); better != 1 {
		t.Errorf("goodput: better is %d, want 1, which is higher", better)
	}
}

// readBack looks at the figures of a trial over UDP.
func readBack(t *testing.T, x *benchfmt.Result) {
	t.Helper()
	for unit, want := range map[string]float64{
		"lost-%": 2.5, "p99-sec": (120*time.Millisecond + 40*time.Microsecond).Seconds(), "packets/msg": 2.5, "goodput-bit/s": 1.5e6,
	} {
		if got, ok := x.Value(unit); !ok || math.Abs(got-want) > 1e-9 {
			t.Errorf("%s: %v, %v; want %v", unit, got, ok, want)
		}
	}
	if v, ok := x.Value("p50-sec"); ok { // it is not known
		t.Errorf("p50: %v, and nobody knows it", v)
	}
}
