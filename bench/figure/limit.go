package figure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wirelab/bench"
)

// A Limit says of one figure of one transport what is too much, or too little.
type Limit struct {
	text      string // as it was written
	transport string
	figure    Figure
	operator  operator
	value     value
}

// An operator compares a figure with a value. Where it holds, the limit is broken.
type operator struct {
	sign    string
	allowed string // what is, as in "at most 120 ms is allowed"
	holds   func(figure, value float64) bool
}

// operators are those that there are. Of two of which one begins the other, the longer is first.
var operators = []operator{
	{">=", "less than %v is", func(a, b float64) bool { return a >= b }},
	{"<=", "more than %v is", func(a, b float64) bool { return a <= b }},
	{"==", "anything but %v is", func(a, b float64) bool { return a == b }},
	{"!=", "only %v is", func(a, b float64) bool { return a != b }},
	{">", "at most %v is", func(a, b float64) bool { return a > b }},
	{"<", "at least %v is", func(a, b float64) bool { return a < b }},
}

// ParseLimit reads a condition under which a run has failed, such as tcp.p99>120ms or udp.lost>5%: one of the
// transports that are measured, a figure's name, an operator, and a value in a unit that suits the figure.
func ParseLimit(text string, transports []string) (Limit, error) {
	l, err := parse(text, transports)
	if err != nil {
		return l, err
	}
	return l, l.suits()
}

// parse is ParseLimit without a look at whether the value suits the figure.
func parse(text string, transports []string) (Limit, error) {
	l := Limit{text: text}
	at := strings.IndexAny(text, "<>=!")
	if at < 0 {
		return l, errors.New("write it as tcp.p99>120ms: a transport, a figure, one of > >= < <= == !=, and a value")
	}
	i := slices.IndexFunc(operators, func(o operator) bool { return strings.HasPrefix(text[at:], o.sign) })
	if i < 0 {
		return l, errors.New("compare with one of > >= < <= == !=")
	}
	l.operator = operators[i]
	transport, name, ok := strings.Cut(strings.TrimSpace(text[:at]), ".")
	switch {
	case !ok:
		return l, fmt.Errorf("%q does not name a figure: write a transport and a figure, as in tcp.p99", strings.TrimSpace(text[:at]))
	case !slices.Contains(transports, transport):
		return l, fmt.Errorf("%q is not measured: name one of %s", transport, strings.Join(transports, ", "))
	}
	var err error
	l.transport = transport
	if l.figure, err = Named(name); err != nil {
		return l, err
	}
	l.value, err = parseValue(strings.TrimSpace(text[at+len(l.operator.sign):]))
	return l, err
}

// suits says whether the value is of the figure's kind.
func (l *Limit) suits() error {
	want := l.figure.Unit
	switch {
	case l.value.unit == Percentage && l.figure.Percent != nil:
		l.figure.Of = l.figure.Percent
		return nil
	case l.value.unit == Count && want == Percentage: // 5 percent are 5
		l.value.unit, l.value.suffix = Percentage, "%"
		return nil
	case l.value.unit == want:
		return nil
	case want == Duration:
		return fmt.Errorf("%s is a time: write its value as 120ms", l.figure.Name)
	case want == Speed:
		return fmt.Errorf("%s is a speed: write its value as 5Mbit/s", l.figure.Name)
	case want == Percentage:
		return fmt.Errorf("%s is a percentage: write its value as 5%%", l.figure.Name)
	case l.figure.Percent != nil:
		return fmt.Errorf("%s is a number: write its value as 3, or as 5%%", l.figure.Name)
	}
	return fmt.Errorf("%s is a number: write its value as 3", l.figure.Name)
}

// Check is why the findings break the limit: what was, and what is allowed. It is nil if they do not. What is not
// known breaks every limit: nobody can say that it is kept.
func (l Limit) Check(f *bench.Findings) error {
	x := f.Result(l.transport)
	if x == nil {
		return fmt.Errorf("--fail-if %s: there is no result for %s", l.text, l.transport)
	}
	v, ok := l.figure.Of(&x.Metrics)
	if !ok {
		return fmt.Errorf("--fail-if %s: %s of %s is not known in this run", l.text, l.figure.Name, l.transport)
	}
	if !l.operator.holds(v, l.value.number) {
		return nil
	}
	allowed := fmt.Sprintf(l.operator.allowed, l.value)
	return fmt.Errorf("--fail-if %s: it was %s; %s allowed", l.text, l.value.show(v), allowed)
}
