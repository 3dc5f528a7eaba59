package figure

import (
	"errors"
	"fmt"
)

// A Change says how much more or less of one figure of one transport is too much.
type Change struct {
	Figure    Figure
	Transport string
	operator  operator
	value     value
	relative  bool // the value is a percentage of what the figure was
}

// ParseChange reads a condition such as tcp.p99>10%, tcp.p99>5ms or tcp.goodput<-10%, for one of the transports. A
// percentage is of what the figure was, but of figures that are percentages themselves, such as lost.
func ParseChange(text string, transports []string) (Change, error) {
	l, err := parse(text, transports)
	if err != nil {
		return Change{}, err
	}
	c := Change{Figure: l.figure, Transport: l.transport, operator: l.operator, value: l.value}
	share := l.figure.Percent != nil || l.figure.Unit == Percentage
	switch {
	case l.operator.sign != ">" && l.operator.sign != "<":
		return c, errors.New("a change is compared with > or <, as in tcp.p99>10%")
	case l.operator.sign == ">" && l.value.number < 0, l.operator.sign == "<" && l.value.number > 0:
		return c, errors.New("more is > and a value of 0 or more, less is < and a value of 0 or less, as in tcp.goodput<-10%")
	case l.value.unit == Percentage && !share:
		c.relative = true
		return c, nil
	case share && l.value.unit != Percentage && l.value.number != 0:
		return c, fmt.Errorf("%s is compared as a percentage: write its value as 1%%", l.figure.Name)
	case share, l.value.number == 0:
		return c, nil
	}
	return c, l.suits()
}

// Broken says whether the change from one number to another is too much.
func (c Change) Broken(from, to float64) bool {
	by := to - from
	if c.relative {
		return c.operator.holds(by, c.value.number/100*from)
	}
	return c.operator.holds(by, c.value.number)
}
