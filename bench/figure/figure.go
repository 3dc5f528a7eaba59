package figure

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/bench"
)

// A Figure is one number of a trial, or of several together: see bench.Metrics.
type Figure struct {
	Name string
	Unit Unit
	// Of returns the number in the unit's base: durations in nanoseconds, goodput in bit/s. ok is false where
	// it is not known.
	Of func(m *bench.Metrics) (v float64, ok bool)
	// Percent is the same in percent; nil where there is nothing that it could be a share of.
	Percent func(m *bench.Metrics) (v float64, ok bool)
}

// All are all figures but those of time that timeNames leaves out, in the order in which they are listed.
func All() []Figure {
	all := slices.Concat(counts(), queueFigures(), wireFigures())
	for _, name := range timeNames {
		all = append(all, timeOf(name))
	}
	return all
}

// timeNames are durations by the names that they have in bench.Metrics.Spans. A bare p50 is of the response
// time.
var timeNames = []string{
	"completion", "first", "min", "p50", "p90", "p99", "p999", "max", "mean", "setup", "longestStall", "totalStall", "longestGap", "rtp",
	"pdvP99", "ipdvP99", "reorderLateMax", "lateMax", "oneWayUp.p50", "oneWayUp.p99", "oneWayDown.p50", "oneWayDown.p99",
	"service.p50", "service.p99", "sendLateness.p50", "sendLateness.p99", "smoothedRTT", "skew.p50", "skew.p99",
	"recovery", "caughtUp",
}

// timeOf is the duration of that name.
func timeOf(name string) Figure {
	return Figure{Name: name, Unit: Duration, Of: func(m *bench.Metrics) (float64, bool) {
		s := m.Span(name)
		if stall := strings.HasSuffix(name, "Stall"); stall && m.Stalls != nil && m.Stalls.Count == 0 {
			return 0, true
		}
		if s == nil {
			return 0, false
		}
		d, ok := s.Get()
		return float64(d), ok
	}}
}

// counts are the figures that count messages.
func counts() []Figure {
	n := func(name string, n func(*bench.Metrics) int) Figure {
		return Figure{Name: name, Unit: Count, Of: func(m *bench.Metrics) (float64, bool) { return float64(n(m)), true }}
	}
	// share is a count that may be asked for in percent of whole.
	share := func(name string, part func(*bench.Metrics) *int, whole func(*bench.Metrics) int) Figure {
		number := func(m *bench.Metrics) (float64, bool) {
			if p := part(m); p != nil {
				return float64(*p), true
			}
			return 0, false
		}
		return Figure{Name: name, Unit: Count, Of: number, Percent: func(m *bench.Metrics) (float64, bool) {
			if p := part(m); p != nil && whole(m) > 0 {
				return bench.Percent(*p, whole(m)), true
			}
			return 0, false
		}}
	}
	percent := func(name string, v func(*bench.Metrics) float64, whole func(*bench.Metrics) int) Figure {
		of := func(m *bench.Metrics) (float64, bool) { return v(m), whole(m) > 0 }
		return Figure{Name: name, Unit: Percentage, Of: of, Percent: of}
	}
	sent := func(m *bench.Metrics) int { return m.Sent }
	received := func(m *bench.Metrics) int { return m.Received }
	return []Figure{
		n("sent", sent),
		n("notSent", func(m *bench.Metrics) int { return m.NotSent }),
		share("received", func(m *bench.Metrics) *int { return &m.Received }, sent),
		share("lost", func(m *bench.Metrics) *int { return &m.Lost }, sent),
		percent("lostPercent", func(m *bench.Metrics) float64 { return m.LostPercent }, sent),
		share("lostUp", func(m *bench.Metrics) *int { return m.LostUp }, sent),
		share("lostDown", func(m *bench.Metrics) *int { return m.LostDown }, sent),
		share("late", func(m *bench.Metrics) *int { return &m.Late }, sent),
		share("duplicates", func(m *bench.Metrics) *int { return &m.Duplicates }, received),
		share("reordered", func(m *bench.Metrics) *int { return &m.Reordered }, received),
		percent("reorderedPercent", func(m *bench.Metrics) float64 { return m.ReorderedPercent }, received),
		n("failures", func(m *bench.Metrics) int { return m.Failures }),
		n("givenUp", func(m *bench.Metrics) int { return m.GivenUp }),
		{Name: "stalled", Unit: Count, Of: func(m *bench.Metrics) (float64, bool) {
			if m.Stalls == nil {
				return 0, false
			}
			return float64(m.Stalls.Count), true
		}},
		{Name: "goodput", Unit: Speed, Of: func(m *bench.Metrics) (float64, bool) { return m.Goodput, m.Received > 0 }},
	}
}

// queueFigures are what only a queue has.
func queueFigures() (all []Figure) {
	add := func(name string, n func(*bench.Queue) *int) {
		number := func(m *bench.Metrics) (float64, bool) {
			if m.Queue == nil || n(m.Queue) == nil {
				return 0, false
			}
			return float64(*n(m.Queue)), true
		}
		all = append(all, Figure{Name: name, Unit: Count, Of: number, Percent: func(m *bench.Metrics) (float64, bool) {
			v, ok := number(m)
			return bench.Percent(int(v), m.Sent), ok && m.Sent > 0
		}})
	}
	add("acknowledged", func(q *bench.Queue) *int { return &q.Acknowledged })
	add("appliedOnce", func(q *bench.Queue) *int { return &q.Once })
	add("appliedTwice", func(q *bench.Queue) *int { return &q.Twice })
	add("neverApplied", func(q *bench.Queue) *int { return &q.Never })
	add("lostAcknowledged", func(q *bench.Queue) *int { return &q.LostAcknowledged })
	add("deadLetters", func(q *bench.Queue) *int { return q.DeadLetters })
	add("deliveredTwice", func(q *bench.Queue) *int { return &q.DeliveredTwice })
	add("bytesSentAgain", func(q *bench.Queue) *int { return &q.SentAgain })
	all[len(all)-1].Percent = nil // of what?
	return append(all, Figure{Name: "throughput", Unit: Count, Of: func(m *bench.Metrics) (float64, bool) {
		if m.Queue == nil {
			return 0, false
		}
		return m.Queue.Throughput, true
	}})
}

// wireFigures are what messages cost on the wire.
func wireFigures() []Figure {
	of := func(name string, n func(*bench.Wire) int, each bool) Figure {
		return Figure{Name: name, Unit: Count, Of: func(m *bench.Metrics) (float64, bool) {
			switch {
			case m.Wire == nil, each && m.Sent == 0:
				return 0, false
			case each:
				return float64(n(m.Wire)) / float64(m.Sent), true
			}
			return float64(n(m.Wire)), true
		}}
	}
	return []Figure{
		of("packets", func(w *bench.Wire) int { return w.Packets }, false),
		of("bytes", func(w *bench.Wire) int { return w.Bytes }, false),
		of("packetsPerMessage", func(w *bench.Wire) int { return w.Messages.Packets }, true),
		of("bytesPerMessage", func(w *bench.Wire) int { return w.Messages.Bytes }, true),
		of("retransmissions", func(w *bench.Wire) int { return w.Retransmissions }, false),
	}
}

// Named returns the figure of that name, hyphens and capitals or not; or an error that lists the names there are.
func Named(name string) (Figure, error) {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(s))
	}
	var names []string
	for _, f := range All() {
		if plain(f.Name) == plain(name) {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Figure{}, fmt.Errorf("there is no figure %q; the figures are %s", name, strings.Join(names, ", "))
}
