package compare

import (
	"fmt"
	"slices"

	"wirelab/bench"
	"wirelab/bench/figure"
	"wirelab/internal/transport"
)

// mostTold is how many figures of a transport the sentences tell of. The table marks them all.
const mostTold = 3

// Notes say what to know before all figures, and then what differs, run by run and transport by transport. Each sentence
// follows from the numbers.
func (c *Comparison) Notes() []string { return append(c.reservations(), c.verdicts()...) }

func (c *Comparison) verdicts() (notes []string) {
	all := c.figures(false, nil)
	for i := range c.Runs[1:] {
		notes = append(notes, c.verdict(i+1, all)...)
	}
	return notes
}

// reservations are what a reader has to know first.
func (c *Comparison) reservations() (said []string) {
	add := func(says bool, format string, args ...any) {
		if says {
			said = append(said, fmt.Sprintf(format, args...))
		}
	}
	var plans []bench.Plan
	for _, r := range c.Runs {
		plans = append(plans, r.Plan)
	}
	again := Repetition(plans)
	add(len(c.Differ) > 1, "The plans differ in more than one thing: %s. So no single one of them explains what follows.", Listed(c.Differ))
	add(len(c.Differ) == 1, "The plans differ in %s.", Listed(c.Differ))
	add(len(c.Differ) == 0 && len(again) > 0, "The plans are the same but for %s.", Listed(again))
	add(len(c.Differ) == 0 && len(again) == 0, "The plans are the same.")
	for _, note := range c.unsound() {
		add(true, "%s", note)
	}
	for _, r := range c.Runs {
		add(r.CutShort, "%s is not whole: some of its trials are missing.", r.Name)
	}
	add(slices.ContainsFunc(c.Runs, func(r Run) bool { return !r.Plan.Virtual() }),
		"On real machines two runs may differ because they were made at different times. Repeat both before you conclude anything.")
	return said
}

// unsound says what must not be concluded from which of the runs.
func (c *Comparison) unsound() (notes []string) {
	by := map[string][]string{} // the runs of which each sentence is true
	for _, r := range c.Runs {
		for _, name := range c.Transports {
			if why := r.Plan.UnsoundOn(name); why != "" && !slices.Contains(by[why], r.Name) {
				by[why] = append(by[why], r.Name)
			}
		}
	}
	for _, r := range c.Runs {
		why := r.Plan.Unsound()
		if runs := by[why]; len(runs) > 0 && runs[0] == r.Name {
			notes = append(notes, fmt.Sprintf("%s: %s", list(runs), why))
		}
	}
	return notes
}

// doubtful says whether some run's figures of a transport are not to be trusted.
func (c *Comparison) doubtful(name string) bool {
	return slices.ContainsFunc(c.Runs, func(r Run) bool { return r.Plan.UnsoundOn(name) != "" })
}

// verdict says how run i differs from the first.
func (c *Comparison) verdict(i int, all []shown) (said []string) {
	against := fmt.Sprintf("%s against %s", c.Runs[i].Name, c.Runs[0].Name)
	var alike, untold []string
	for _, name := range c.Transports {
		var parts []string
		for _, x := range all {
			if part := x.told(name, i); part != "" {
				parts = append(parts, part)
			}
		}
		switch {
		case !c.tellable(i, name):
			untold = append(untold, title(name))
		case len(parts) == 0:
			alike = append(alike, title(name))
		default:
			said = append(said, fmt.Sprintf("%s, over %s: %s.", against, title(name), list(parts[:min(len(parts), mostTold)])))
		}
	}
	if len(alike) > 0 && len(said) == 0 {
		said = append(said, fmt.Sprintf("%s: no measurable difference. Chance explains what is not the same.", against))
	} else if len(alike) > 0 {
		said = append(said, fmt.Sprintf("%s, over %s: no measurable difference.", against, list(alike)))
	}
	if len(untold) > 0 {
		said = append(said, fmt.Sprintf("%s, over %s: too few trials to tell a difference from chance. Use at least %d in both.",
			against, list(untold), bench.MinTrials))
	}
	return said
}

// told is how a figure of a transport differs in run i from the first; "" if it does not.
func (x shown) told(name string, i int) string {
	first, now := x.values[name][0], x.values[name][i]
	if !now.Differs {
		return ""
	}
	s := scaleFor(x.Unit, []float64{first.Number, now.Number})
	if x.Percent != nil {
		s = scaleFor(figure.Percentage, []float64{first.Number, now.Number})
	}
	text := fmt.Sprintf("%s %s instead of %s", x.title, s.with(now.Number), s.with(first.Number))
	if change, ok := relative(first.Number, now.Number); ok && s.unit != "%" {
		text += fmt.Sprintf(" (%s)", change)
	}
	return text
}

// relative says by how much more or less a number is than the first.
func relative(first, now float64) (text string, ok bool) {
	if first <= 0 {
		return "", false
	}
	switch change := 100 * (now - first) / first; {
	case change >= 900:
		return fmt.Sprintf("%.0f times as much", now/first), true
	case change >= 0:
		return fmt.Sprintf("%s %% more", digits(change)), true
	default:
		return fmt.Sprintf("%s %% less", digits(-change)), true
	}
}

// digits writes a percentage to two digits, or all before the point.
func digits(v float64) string {
	if v >= 10 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// title is the transport's name in a sentence.
func title(name string) string {
	if t, err := transport.Named(name); err == nil {
		return t.Title
	}
	return name
}
