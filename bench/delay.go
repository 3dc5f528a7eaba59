package bench

import (
	"math"
	"slices"
	"time"
)

// A Distribution sums up many durations. Percentiles are exact: the p-th is the smallest of the
// values that p percent of them do not exceed (nearest rank), with no histogram in between. One that
// too few values stand behind is unknown: P99 needs 100 of them, P999 1,000.
type Distribution struct {
	Unit string `json:"unit"` // "ms", what the others are in when they are JSON
	Min  Span   `json:"min"`
	P50  Span   `json:"p50"`
	P90  Span   `json:"p90"`
	P99  Span   `json:"p99"`
	P999 Span   `json:"p999"`
	Max  Span   `json:"max"`
	Mean Span   `json:"mean"`
}

// distribution sums up values, which it sorts.
func distribution(values []time.Duration) Distribution {
	d := Distribution{Unit: "ms"}
	n := len(values)
	if n == 0 {
		return d
	}
	slices.Sort(values)
	var sum float64
	for _, v := range values {
		sum += float64(v)
	}
	d.Min, d.Max = Known(values[0]), Known(values[n-1])
	d.Mean = Known(time.Duration(math.Round(sum / float64(n))))
	d.P50, d.P90 = Known(nearestRank(values, 500)), Known(nearestRank(values, 900))
	if n >= 100 {
		d.P99 = Known(nearestRank(values, 990))
	}
	if n >= 1000 {
		d.P999 = Known(nearestRank(values, 999))
	}
	return d
}

// nearestRank returns the value that permille thousandths of sorted do not exceed; sorted holds at
// least one. It counts in whole numbers, as 0.999 * 1000 in floating point is more than 999.
func nearestRank(sorted []time.Duration, permille int) time.Duration {
	rank := (permille*len(sorted) + 999) / 1000 // rounded up
	return sorted[rank-1]
}

// Jitter is how much delay varies. The delay here is that of the round trip (service time).
type Jitter struct {
	// RTP is the running estimate of RFC 3550 section 6.4.1, averaged over the time from the first
	// arrival to the last. At each arrival the estimate moves a sixteenth of the way towards the
	// difference in delay from the arrival before.
	RTP Span `json:"rtp"`
	// RTPLast is the estimate after the last arrival. It tells of some 16 messages, so it is chance.
	RTPLast Span `json:"rtpLast"`
	// PDV99 is the 99th percentile of delay less the smallest delay (RFC 5481 section 4.2).
	PDV99 Span `json:"pdvP99"`
	// IPDV99 is the 99th percentile of how much, either way, a delay differs from that of the
	// message before (RFC 3393); pairs in which one was lost are left out.
	IPDV99 Span `json:"ipdvP99"`
}

// jitter computes the three from the messages, by sequence number, and their order of arrival.
func jitter(messages []Sample, order []int) Jitter {
	pdv, ipdv := make([]time.Duration, 0, len(order)), make([]time.Duration, 0, len(order))
	for seq, m := range messages {
		if m.Received == Never {
			continue
		}
		pdv = append(pdv, m.service())
		if seq > 0 && messages[seq-1].Received != Never {
			ipdv = append(ipdv, (m.service() - messages[seq-1].service()).Abs())
		}
	}
	j := Jitter{IPDV99: distribution(ipdv).P99}
	j.RTP, j.RTPLast = rtpJitter(messages, order)
	if d := distribution(pdv); len(pdv) >= 100 {
		j.PDV99 = Known(d.P99.d - d.Min.d)
	}
	return j
}

// rtpJitter follows the estimate of RFC 3550 through the arrivals. It returns its mean over time, where each
// value stands for the time since the arrival before, and what it was in the end.
func rtpJitter(messages []Sample, order []int) (mean, last Span) {
	if len(order) < 2 {
		return Span{}, Span{}
	}
	var j, area float64 // area is below the curve of j over time
	for i, seq := range order[1:] {
		before := messages[order[i]]
		j += (float64((messages[seq].service() - before.service()).Abs()) - j) / 16
		area += j * float64(messages[seq].Received-before.Received)
	}
	last = Known(time.Duration(math.Round(j)))
	took := messages[order[len(order)-1]].Received - messages[order[0]].Received
	if took == 0 {
		return last, last
	}
	return Known(time.Duration(math.Round(area / float64(took)))), last
}

// Gaps are the times in which nothing was delivered to the application.
type Gaps struct {
	// Longest is the longest time between two deliveries that follow each other.
	Longest Span `json:"longest"`
	// Released is how many messages came at once at its end: within a millisecond.
	Released int `json:"released"`
}

const atOnce = time.Millisecond

// gaps looks at the times at which messages were delivered, in order.
func gaps(delivered []time.Duration) Gaps {
	var g Gaps
	end := 0
	for i := 1; i < len(delivered); i++ {
		if d := delivered[i] - delivered[i-1]; !g.Longest.known || d > g.Longest.d {
			g.Longest, end = Known(d), i
		}
	}
	for i := end; g.Longest.known && i < len(delivered) && delivered[i]-delivered[end] <= atOnce; i++ {
		g.Released++
	}
	return g
}
