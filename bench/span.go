package bench

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"
)

// A Span is a length of time that may be unknown. Unknown is not zero: it is shown as such, and is
// null in JSON, where a known one is a number of milliseconds. The zero value is unknown.
type Span struct {
	d     time.Duration
	known bool
}

// Known returns the Span of length d.
func Known(d time.Duration) Span { return Span{d, true} }

// Get returns the length, and whether it is known.
func (s Span) Get() (time.Duration, bool) { return s.d, s.known }

// Length returns the length; 0 if it is unknown.
func (s Span) Length() time.Duration { return s.d }

// IsKnown says whether the length is known.
func (s Span) IsKnown() bool { return s.known }

// MarshalJSON implements json.Marshaler.
func (s Span) MarshalJSON() ([]byte, error) {
	if !s.known {
		return []byte("null"), nil
	}
	return json.Marshal(Milliseconds(s.d))
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Span) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*s = Span{}
		return nil
	}
	var t jsonTime
	err := t.UnmarshalJSON(text)
	*s = Known(time.Duration(t))
	return err
}

// A jsonTime is a duration that is a number of milliseconds in JSON.
type jsonTime time.Duration

// MarshalJSON implements json.Marshaler.
func (t jsonTime) MarshalJSON() ([]byte, error) { return json.Marshal(Milliseconds(time.Duration(t))) }

// UnmarshalJSON implements json.Unmarshaler: to the nearest nanosecond, so that what MarshalJSON has written comes back.
func (t *jsonTime) UnmarshalJSON(text []byte) error {
	var ms float64
	if err := json.Unmarshal(text, &ms); err != nil {
		return err
	}
	const most = 1 << 53 * time.Nanosecond // so far a float64 tells each from the next
	if math.Abs(ms) > Milliseconds(most) {
		return fmt.Errorf("%s ms is longer than any run", text)
	}
	*t = jsonTime(math.Round(ms * float64(time.Millisecond)))
	return nil
}

// Milliseconds is d as JSON and CSV have it: a number of milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// median returns the middle one of the known spans, the mean of the middle two if their number is
// even; unknown if none is known.
func median(spans []Span) Span {
	v := knownOf(spans)
	if len(v) == 0 {
		return Span{}
	}
	slices.Sort(v)
	mid := len(v) / 2
	if len(v)%2 == 1 {
		return Known(v[mid])
	}
	return Known((v[mid-1] + v[mid]) / 2)
}

func knownOf(spans []Span) []time.Duration {
	var v []time.Duration
	for _, s := range spans {
		if s.known {
			v = append(v, s.d)
		}
	}
	return v
}

// Percent is part of whole in percent, to six decimals; 0 of nothing is 0.
func Percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return math.Round(1e8*float64(part)/float64(whole)) / 1e6
}

// Spans returns the durations of m by the names that they have in Interval.
func (m *Metrics) Spans() map[string]*Span {
	all := map[string]*Span{}
	m.spans(func(prefix, name string, s *Span) { all[prefix+name] = s })
	return all
}

// Span returns the duration of m that has that name in Interval; nil: m has none of that name.
func (m *Metrics) Span(name string) (found *Span) {
	m.spans(func(prefix, rest string, s *Span) {
		if n := len(prefix); len(name) == n+len(rest) && name[:n] == prefix && name[n:] == rest {
			found = s
		}
	})
	return found
}

// spans calls each with the durations of m. A duration's name is prefix and name.
func (m *Metrics) spans(each func(prefix, name string, s *Span)) {
	distribution := func(prefix string, d *Distribution) {
		each(prefix, "min", &d.Min)
		each(prefix, "p50", &d.P50)
		each(prefix, "p90", &d.P90)
		each(prefix, "p99", &d.P99)
		each(prefix, "p999", &d.P999)
		each(prefix, "max", &d.Max)
		each(prefix, "mean", &d.Mean)
	}
	distribution("", &m.Response) // the response time is what a bare p50 means
	distribution("service.", &m.Service)
	distribution("sendLateness.", &m.SendLateness)
	distribution("generatorLateness.", &m.GeneratorLateness)
	distribution("sendBlocked.", &m.Blocked)
	if m.OneWayUp != nil {
		distribution("oneWayUp.", m.OneWayUp)
		distribution("oneWayDown.", m.OneWayDown)
	}
	each("", "setup", &m.SetUp)
	each("", "rtp", &m.Jitter.RTP)
	each("", "rtpLast", &m.Jitter.RTPLast)
	each("", "pdvP99", &m.Jitter.PDV99)
	each("", "ipdvP99", &m.Jitter.IPDV99)
	each("", "longestGap", &m.Gaps.Longest)
	each("", "reorderLateMax", &m.ReorderLateMax)
	each("", "lateMax", &m.LateMax)
	each("", "longestPause", &m.LongestPause)
	m.partSpans(each)
}

// partSpans does the same with those that m has only where they mean something.
func (m *Metrics) partSpans(each func(prefix, name string, s *Span)) {
	if m.Stalls != nil {
		each("", "longestStall", &m.Stalls.Longest)
		each("", "totalStall", &m.Stalls.Total)
	}
	if m.TCP != nil {
		each("", "smoothedRTT", &m.TCP.SmoothedRTT)
	}
	if m.Bulk != nil {
		each("", "completion", &m.Bulk.Completion)
		each("", "first", &m.Bulk.First)
	}
	if m.Queue != nil {
		each("", "recovery", &m.Queue.Recovery)
		each("", "caughtUp", &m.Queue.CaughtUp)
	}
	if m.Broadcast != nil {
		each("", "skew.p50", &m.Broadcast.Skew.P50)
		each("", "skew.p99", &m.Broadcast.Skew.P99)
	}
}
