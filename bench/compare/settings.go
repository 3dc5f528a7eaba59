package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/term/words"
)

// A Setting is one thing in which plans differ.
type Setting struct {
	Name   string
	Values []string // of each plan
}

// Settings are those in which plans differ. How often a plan is carried out, and the seed of chance, are not among them:
// see Repetition.
func Settings(plans []bench.Plan) []Setting { return differing(plans, settings) }

// Repetition are the settings that change what chance does, and not what is measured.
func Repetition(plans []bench.Plan) []Setting {
	return differing(plans, func(p bench.Plan) []named {
		return []named{{"the number of trials", strconv.Itoa(p.Trials)}, {"the seed", strconv.FormatUint(p.Seed, 10)}}
	})
}

// A named is a setting of one plan.
type named struct{ name, value string }

// differing are the settings whose values are not the same in all plans.
func differing(plans []bench.Plan, of func(bench.Plan) []named) (differ []Setting) {
	var all [][]named
	for _, p := range plans {
		all = append(all, of(p))
	}
	for i, first := range all[0] {
		s := Setting{Name: first.name}
		for _, each := range all {
			s.Values = append(s.Values, each[i].value)
		}
		if len(slices.Compact(slices.Clone(s.Values))) > 1 {
			differ = append(differ, s)
		}
	}
	return differ
}

// settings are those of a plan, in the order in which they are told.
func settings(p bench.Plan) []named {
	var targets []string
	for _, name := range p.Transports {
		if at := p.Targets[name]; at != "" {
			targets = append(targets, at)
		}
	}
	all := []named{
		{"the network", network(p)},
		{"the servers", orNone(strings.Join(targets, ", "))},
		{"the transports", strings.Join(p.Transports, ", ")},
	}
	all = append(all, linkSettings(p.Up, p.Down)...)
	return append(all, []named{
		{"the rate", amount(p.Rate, "/s")},
		{"the size", amount(float64(p.Size), " B")},
		{"the duration", length(p.Duration)},
		{"the transfer", amount(float64(p.Bulk), " B")},
		{"the interval", words.Duration(p.Interval)},
		{"the wait", length(p.Wait)},
		{"the warm-up", length(p.WarmUp)},
		{"Socket.IO's transports", string(p.SocketIO)},
		{"the subscribers", strconv.Itoa(p.Subscribers)},
		{"the slow subscribers", strconv.Itoa(p.Slow)},
		{"the time away", length(p.Disconnect)},
		{"resuming", yes(p.Resume)},
		{"the guarantee", orNone(string(p.Guarantee))},
		{"the crash", orNone(string(p.Crash))},
		{"waiting for the disk", yes(!p.NoFsync)},
	}...)
}

// network is the network, and with it the clock.
func network(p bench.Plan) string {
	if p.RealTime {
		return p.Net + " in real time"
	}
	return p.Net
}

// linkSettings are those of the two directions of a link.
func linkSettings(up, down link.Config) []named {
	each := func(name string, text func(link.Config) string) named {
		u, d := text(up), text(down)
		if u != d {
			return named{name, u + " up and " + d + " down"}
		}
		return named{name, u}
	}
	return []named{
		each("delay one way", func(c link.Config) string { return length(c.Delay) }),
		each("jitter", func(c link.Config) string { return length(c.Jitter) }),
		each("loss", func(c link.Config) string { return percent(c.Loss) }),
		each("bursts of loss", func(c link.Config) string {
			if c.Burst == (link.GilbertElliott{}) {
				return "none"
			}
			return fmt.Sprintf("%s of packets", percent(c.Burst.MeanLoss()))
		}),
		each("reordering", func(c link.Config) string {
			if c.Reorder == 0 {
				return "none"
			}
			return fmt.Sprintf("%s by %s", percent(c.Reorder), words.Duration(c.ReorderBy))
		}),
		each("duplication", func(c link.Config) string { return percent(c.Duplicate) }),
		each("bandwidth", func(c link.Config) string {
			if c.Bandwidth == 0 {
				return "no limit"
			}
			return strconv.FormatFloat(float64(c.Bandwidth)/1e6, 'f', -1, 64) + " Mbit/s"
		}),
		each("the queue", func(c link.Config) string { return amount(float64(cmp.Or(c.Queue, link.DefaultQueue)), " B") }),
	}
}

func yes(is bool) string { return map[bool]string{true: "yes", false: "no"}[is] }

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func length(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	return words.Duration(d)
}

func amount(v float64, unit string) string {
	if v == 0 {
		return "none"
	}
	return strconv.FormatFloat(v, 'f', -1, 64) + unit
}

func percent(share float64) string {
	if share == 0 {
		return "none"
	}
	return strconv.FormatFloat(100*share, 'g', 4, 64) + " %"
}

// Listed tells settings as a sentence goes on: the rate (50/s, 100/s) and the size (200 B, 1000 B).
func Listed(all []Setting) string {
	var texts []string
	for _, s := range all {
		texts = append(texts, fmt.Sprintf("%s (%s)", s.Name, strings.Join(s.Values, ", ")))
	}
	return list(texts)
}

// list joins words as a sentence does: a, b and c.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
