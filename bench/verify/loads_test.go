package verify

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

const ms = time.Millisecond

// between is a link that is the same both ways.
func between(c link.Config) link.Profile { return link.Profile{Up: c, Down: c} }

// Each load has rows on some link, and one that nobody knows is an error.
func TestLoads(t *testing.T) {
	for _, name := range Loads() {
		for _, quick := range []bool{false, true} {
			if cases, err := Cases(DefaultLinks(), []string{name}, quick); err != nil || len(cases) < 4 {
				t.Errorf("%s: %d rows, %v", name, len(cases), err)
			}
		}
	}
	if _, err := Cases(DefaultLinks(), []string{"heavy"}, false); err == nil {
		t.Error("there is a load heavy")
	}
}

// TestDials: a connection is there after a round trip, and a second later if a SYN or its answer was lost.
func TestDials(t *testing.T) {
	c := Case{Link: between(link.Config{Delay: 20 * ms}), Kind: Dials, Rate: 10, Duration: 2 * time.Second}
	o, err := c.dials(t.Context(), "lab", 1)
	if err != nil || o.P50.Round(ms) != 40*ms || o.P99.Round(ms) != 40*ms || o.Messages != 20 || o.Packets < 6*20 {
		t.Errorf("nothing is lost: %+v, %v", o, err)
	}
	c.Link = between(link.Config{Delay: 20 * ms, Loss: 0.1})
	o, err = c.dials(t.Context(), "lab", 1)
	if err != nil || o.P50.Round(10*ms) != 40*ms || o.P99 < 1040*ms || o.Lost > 0 {
		t.Errorf("a tenth is lost: %+v, %v", o, err)
	}
	c.Link, c.Duration = between(link.Config{Delay: 20 * ms, Loss: 1}), 200*ms
	o, err = c.dials(t.Context(), "lab", 1)
	if err != nil || o.Lost != 2 || o.P50 != Never {
		t.Errorf("all is lost: %+v, %v", o, err)
	}
}

// TestAnswers: an answer of 21 segments takes two round trips, since ten of them leave at first; and longer where some
// are lost.
func TestAnswers(t *testing.T) {
	c := Case{Link: between(link.Config{Delay: 20 * ms}), Kind: Answers, Rate: 2, Size: 30_000, Duration: 10 * time.Second}
	o, err := c.answers(t.Context(), "lab", 1)
	if err != nil || o.P50.Round(ms) != 80*ms || o.Messages != 20 || o.Packets < 20*21 {
		t.Errorf("nothing is lost: %+v, %v", o, err)
	}
	c.Link = between(link.Config{Delay: 20 * ms, Loss: 0.02})
	lossy, err := c.answers(t.Context(), "lab", 1)
	if err != nil || lossy.P50 < 80*ms || lossy.P90 < o.P90+40*ms || lossy.Retransmissions == 0 {
		t.Errorf("some are lost: %+v, %v", lossy, err)
	}
}

// TestFlows: flows get together what the link has, and each something of it.
func TestFlows(t *testing.T) {
	const rate = 8_000_000
	shared := between(link.Config{Delay: 20 * ms, Bandwidth: rate, Queue: 64 << 10})
	c := Case{Link: shared, Kind: Flows, Down: 3, Duration: 3 * time.Second}
	o, err := c.flows(t.Context(), "lab", 1)
	if err != nil || len(o.Rates) != 3 || slices.Min(o.Rates) < rate/8/20 {
		t.Errorf("%+v, %v", o, err)
	}
	if sum := total(o.Rates) * 8; sum < 0.8*rate || sum > rate {
		t.Errorf("together they get %.0f bit/s of %d", sum, rate)
	}
	c.Up, c.Down = 1, 1
	o, err = c.flows(t.Context(), "lab", 1)
	if err != nil || len(o.Rates) != 2 {
		t.Fatalf("%+v, %v", o, err)
	}
	for i, r := range o.Rates { // either has a direction for itself
		if r*8 < 0.4*rate || r*8 > rate {
			t.Errorf("flow %d gets %.0f bit/s of %d", i, 8*r, rate)
		}
	}
}

func TestJain(t *testing.T) {
	for _, test := range []struct {
		rates []float64
		want  float64
	}{
		{[]float64{7, 7, 7, 7}, 1},
		{[]float64{9, 0, 0, 0}, 0.25},
		{[]float64{1, 3}, 0.8}, // (1+3)^2 / (2 * (1+9))
		{[]float64{0, 0}, 0},
	} {
		if got := jain(test.rates); !near(got, test.want) {
			t.Errorf("%v: %g, want %g", test.rates, got, test.want)
		}
	}
}

// Flows have a table of their own.
func TestWriteFlows(t *testing.T) {
	row := Row{Case: Case{Link: link.Profile{Name: "cafe"}, Transport: "tcp", Kind: Flows, Up: 1, Down: 2}}
	for range 6 {
		row.Lab = append(row.Lab, Outcome{P50: Never, Messages: 1, Rates: []float64{100_000, 250_000, 250_000}})
		row.Kernel = append(row.Kernel, Outcome{P50: Never, Messages: 1, Rates: []float64{100_000, 375_000, 125_000}})
	}
	row.judge(Added{})
	report := Report{Rows: []Row{row}, Seeds: 6}
	for format, want := range map[string]string{
		"table":    "cafe 1 up 2 down 1.00 ±.00 1.00 ±.00 1.25 ±.00 50 50 75 25",
		"markdown": "4.000 / 4.000: 1.000 [1.000, 1.000] | 1.000 / 0.800: 1.250 [1.250, 1.250] | 50 50 | 75 25 |",
		"json":     `"rates": [ 100000, 250000, 250000 ]`,
	} {
		var b bytes.Buffer
		if err := report.Write(&b, format, 80); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(text, want) {
			t.Errorf("%s has no %q:\n%s", format, want, b.String())
		}
	}
	if row.Said() != "Jain +25 %" {
		t.Errorf("%q", row.Said())
	}
}
