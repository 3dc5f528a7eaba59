package saved

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/term/visible"
)

// checkPlan says what is wrong with a plan that was read, beyond what makes sense on a command line: what a report
// prints of it is one word each.
func checkPlan(p bench.Plan) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if p.Linked() == (p.Link == "") {
		return fmt.Errorf("on %s a link is expected", p.Net)
	}
	for _, text := range append(slices.Collect(maps.Values(p.Targets)), p.Link) {
		if !word(text) {
			return fmt.Errorf("%q is not a name", text)
		}
	}
	return nil
}

// word says whether a text can stand in a command line as it is.
func word(text string) bool {
	return len(text) <= 300 && visible.Text(text) == text && !strings.ContainsAny(text, " \t\"'`$\\|<>&;")
}

// clean checks the texts and names that a report prints, and makes them safe to print.
func (in read) clean(f *bench.Findings) error {
	named := func(name string) bool { return slices.Contains(f.Plan.Transports, name) }
	for i := range f.Failures {
		x := &f.Failures[i]
		if !named(x.Transport) || f.Failure(x.Transport) != x || x.Trials < 0 {
			return fmt.Errorf("there is a failure of %q that cannot be", x.Transport)
		}
		x.Reason = visible.Text(x.Reason)
		x.Err = errors.New(x.Reason)
	}
	for _, x := range in.Results {
		if !named(x.Transport) {
			return fmt.Errorf("there are results of %q, which the plan does not have", x.Transport)
		}
	}
	if m := f.Machine; m != nil {
		for _, text := range []*string{&m.Name, &m.System, &m.Wirelab, &m.Go, &m.Label} {
			*text = visible.Text(*text)
		}
	}
	for _, err := range []*error{&f.Failed, &f.ShortBuffer} {
		if *err != nil {
			*err = errors.New(visible.Text((*err).Error()))
		}
	}
	return nil
}

// checkTrials says what is wrong with the trials of a transport.
func checkTrials(p bench.Plan, transport string, trials []bench.Metrics) error {
	if len(trials) == 0 || len(trials) > p.Trials {
		return fmt.Errorf("%s has %d trials; expected 1 to %d, as planned", transport, len(trials), p.Trials)
	}
	for i := range trials {
		if err := checkTrial(p, &trials[i]); err != nil {
			return fmt.Errorf("%s, trial %d: %w", transport, i+1, err)
		}
	}
	return nil
}

func checkTrial(p bench.Plan, m *bench.Metrics) error {
	clean := map[string]int{}
	for name, n := range m.SocketErrors {
		clean[visible.Text(name)] += n
	}
	m.SocketErrors = clean
	switch {
	case !counts(reflect.ValueOf(m).Elem()):
		return errors.New("a number is less than 0, or too large")
	case m.Sent != m.Received+m.Lost:
		return fmt.Errorf("%d sent are not %d received and %d lost", m.Sent, m.Received, m.Lost)
	case (p.Server == "broadcast") != (m.Broadcast != nil):
		return errors.New("what became of the room's messages is expected with --server broadcast, and only then")
	case m.Broadcast != nil && ((p.Slow > 0) != (m.Broadcast.Slow != nil) || (p.Disconnect > 0) != (m.Broadcast.Away != nil)):
		return errors.New("what became of slow and absent subscribers is expected where there were any, and only then")
	case (p.Bulk > 0) != (m.Bulk != nil):
		return errors.New("the speed of a transfer is expected with --bulk, and only then")
	case (p.Server == "queue") != (m.Queue != nil):
		return errors.New("what became of the queue's events is expected with --server queue, and only then")
	case (m.OneWayUp == nil) != (m.OneWayDown == nil):
		return errors.New("one-way delays are known both ways, or neither")
	}
	return nil
}

// maxCount is more than any count of a trial can be, so that sums over trials can be made.
const maxCount = 1 << 50

// counts says whether all numbers that v consists of, lengths of time apart, are what can be counted: not less
// than 0, and not too large.
func counts(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Int:
		return v.Int() >= 0 && v.Int() <= maxCount
	case reflect.Float64:
		return v.Float() >= 0 && v.Float() <= maxCount
	case reflect.Pointer:
		return v.IsNil() || counts(v.Elem())
	case reflect.Struct:
		for _, field := range v.Fields() {
			if !counts(field) {
				return false
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if !counts(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for _, n := range v.Seq2() {
			if !counts(n) {
				return false
			}
		}
	}
	return true
}

// checkRanges says what is wrong with what a sweep changes.
func checkRanges(s *bench.Sweep) error {
	texts := append(s.Parameters(), s.Values...)
	if s.Second != nil {
		texts = append(texts, s.Second.Values...)
	}
	if slices.ContainsFunc(texts, func(text string) bool { return !word(text) }) {
		return errors.New("that is not a saved sweep: its parameter and values are not words")
	}
	return nil
}

// checkSweep says what is wrong with a sweep whose runs are right.
func checkSweep(s *bench.Sweep) error {
	for _, f := range s.Findings {
		if !slices.Equal(f.Plan.Transports, s.Base.Transports) || f.Plan.Server != s.Findings[0].Plan.Server {
			return errors.New("that is not a saved sweep: its runs are of different transports or servers")
		}
	}
	return nil
}
