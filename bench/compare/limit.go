package compare

import (
	"fmt"

	"wirelab/bench/figure"
)

// A Limit says how much of a change from the first run is too much.
type Limit struct {
	any    bool // any figure of the first table that differs at all
	text   string
	change figure.Change
}

// ParseLimit reads a condition under which a comparison has failed, such as tcp.p99>10%, or "any".
func (c *Comparison) ParseLimit(text string) (Limit, error) {
	if text == "any" {
		return Limit{any: true, text: text}, nil
	}
	change, err := figure.ParseChange(text, c.Transports)
	return Limit{text: text, change: change}, err
}

// Check says, for each run, why the limit is broken. What is not known breaks it: nobody can say that it is kept.
func (c *Comparison) Check(l Limit) (broken []error) {
	if l.any {
		return c.checkAny(l)
	}
	f, name := l.change.Figure, l.change.Transport
	values := c.Values(f, name)
	for i, v := range values[1:] {
		to := c.Runs[i+1].Name
		switch {
		case !v.Known || !values[0].Known:
			broken = append(broken, fmt.Errorf("--fail-if %s: %s of %s is not known in both runs", l.text, f.Name, name))
		case !c.tellable(i+1, name):
			broken = append(broken, fmt.Errorf("--fail-if %s: there are too few trials to tell a difference from chance", l.text))
		case v.Differs && l.change.Broken(values[0].Number, v.Number):
			s := c.scaleOf(f, values)
			broken = append(broken, fmt.Errorf("--fail-if %s: %s has %s, and %s %s", l.text,
				to, s.with(v.Number), c.Runs[0].Name, s.with(values[0].Number)))
		}
	}
	return broken
}

// checkAny is Check for any figure of the first table.
func (c *Comparison) checkAny(l Limit) (broken []error) {
	for i := range c.Runs[1:] {
		for _, name := range c.Transports {
			if !c.tellable(i+1, name) {
				broken = append(broken, fmt.Errorf("--fail-if %s: over %s there are too few trials to tell a difference from chance", l.text, title(name)))
				continue
			}
			for _, x := range c.figures(false, nil) {
				if told := x.told(name, i+1); told != "" {
					broken = append(broken, fmt.Errorf("--fail-if %s: %s, over %s: %s", l.text, c.Runs[i+1].Name, title(name), told))
				}
			}
		}
	}
	return broken
}

// scaleOf is the scale of a figure's values.
func (c *Comparison) scaleOf(f figure.Figure, values []Value) scale {
	var numbers []float64
	for _, v := range values {
		numbers = append(numbers, v.Number)
	}
	if f.Percent != nil {
		return scaleFor(figure.Percentage, numbers)
	}
	return scaleFor(f.Unit, numbers)
}
