package figure

import (
	"io"
	"strconv"
	"strings"

	"golang.org/x/perf/benchfmt"

	"wirelab/bench"
)

// WriteBenchmarks writes findings in the format of Go's benchmarks, which benchstat reads: a line for each trial
// of each transport, below lines of the plan's settings. What is not known in a trial is left out of its line.
func WriteBenchmarks(w io.Writer, all ...*bench.Findings) error {
	out := benchfmt.NewWriter(w)
	written := benchmarked()
	for _, unit := range moreIsBetter {
		more := &benchfmt.UnitMetadata{UnitMetadataKey: benchfmt.UnitMetadataKey{Unit: unit, Key: "better"}, OrigUnit: unit, Value: "higher"}
		if err := out.Write(more); err != nil {
			return err
		}
	}
	for _, f := range all {
		config := configOf(f.Plan)
		for _, x := range f.Results {
			name := nameOf(f.Plan) + "/transport=" + x.Transport
			for i := range x.Trials {
				line := &benchfmt.Result{
					Config: config, Name: benchfmt.Name(name),
					Iters: max(1, x.Trials[i].Sent), Values: valuesOf(&x.Trials[i], written),
				}
				if err := out.Write(line); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// nameOf is what is measured: Echo, Broadcast or Bulk.
func nameOf(p bench.Plan) string {
	if p.Bulk > 0 {
		return "Bulk"
	}
	return strings.ToUpper(p.Server[:1]) + p.Server[1:]
}

// moreIsBetter are the units of which benchstat is to know that.
var moreIsBetter = []string{"goodput-bit/s"}

// A column is a figure as a benchmark has it.
type column struct {
	unit string
	of   func(*bench.Metrics) (float64, bool)
}

// benchmarked are the figures that are written: what depends on how much was sent as a share, or by the message.
func benchmarked() (all []column) {
	for _, f := range All() {
		switch {
		case f.Unit == Duration:
			all = append(all, column{f.Name + "-ns", f.Of})
		case f.Unit == Speed:
			all = append(all, column{f.Name + "-bit/s", f.Of})
		case f.Percent != nil && f.Unit == Count && f.Name != "received": // the rest is lost
			all = append(all, column{f.Name + "-%", f.Percent})
		case strings.HasSuffix(f.Name, "PerMessage"):
			all = append(all, column{strings.TrimSuffix(f.Name, "PerMessage") + "/msg", f.Of})
		case f.Name == "throughput":
			all = append(all, column{"events/s", f.Of})
		case f.Name == "retransmissions", f.Name == "stalled":
			all = append(all, column{f.Name, f.Of})
		}
	}
	return all
}

func valuesOf(m *bench.Metrics, columns []column) (values []benchfmt.Value) {
	for _, c := range columns {
		if v, ok := c.of(m); ok {
			values = append(values, benchfmt.Value{Value: v, Unit: c.unit})
		}
	}
	return values
}

// configOf are the plan's settings.
func configOf(p bench.Plan) (config []benchfmt.Config) {
	add := func(says bool, key, value string) {
		if says {
			config = append(config, benchfmt.Config{Key: key, Value: []byte(value), File: true})
		}
	}
	room := p.Server == "broadcast"
	add(true, "net", p.Net)
	add(p.Linked(), "link", p.Link)
	add(p.Linked(), "link-up", p.Up.Flags())
	add(p.Linked(), "link-down", p.Down.Flags())
	add(p.Bulk > 0, "bulk", strconv.Itoa(p.Bulk))
	add(p.Rate > 0, "rate", strconv.FormatFloat(p.Rate, 'f', -1, 64))
	add(p.Rate > 0, "size", strconv.Itoa(p.Size))
	add(p.Bulk == 0, "duration", p.Duration.String())
	add(true, "wait", p.Wait.String())
	add(true, "seed", strconv.FormatUint(p.Seed, 10))
	add(room, "subscribers", strconv.Itoa(p.Subscribers))
	add(room, "slow", strconv.Itoa(p.Slow))
	add(room, "disconnect", p.Disconnect.String())
	add(room, "resume", strconv.FormatBool(p.Resume))
	add(p.Server == "queue", "guarantee", string(p.Guarantee))
	add(p.Server == "queue", "crash", string(p.Crash))
	add(p.Server == "queue" && p.Net == "host", "fsync", strconv.FormatBool(!p.NoFsync))
	return config
}
