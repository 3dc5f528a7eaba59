package report

import (
	"fmt"
	"time"

	"wirelab/bench"

	"wirelab/internal/term/words"
)

// waitNote says that the wait is too short for this network, so that nobody mistakes a late message for
// a lost one.
func (r *Report) waitNote() string {
	wait := words.Duration(r.Plan.Wait)
	var late []string
	var slowest time.Duration
	udp := false
	for i := range r.Results {
		x := &r.Results[i]
		if x.Late == 0 {
			continue
		}
		udp = udp || !reliable(x)
		late = append(late, fmt.Sprintf("%d of %s's %s", x.Late, title(x.Transport), words.Count(x.Sent, "message")))
		for _, t := range x.Trials {
			slowest = max(slowest, t.LateMax.Length())
		}
	}
	link := r.Plan.RoundTrip()
	var note string
	switch {
	case link > r.Plan.Wait:
		note = fmt.Sprintf("This link's round trip of %s is longer than the wait of %s. Messages that come after the wait count as late",
			words.Duration(link), wait)
	case !udp: // TCP and WebSocket take their time: what they deliver late says something of them
		return ""
	default:
		note = fmt.Sprintf("The wait of %s was too short for %s. Messages that come after the wait count as late", wait, list(late))
	}
	if r.Result("udp") != nil {
		note += ", and over UDP as lost, although the network delivered them"
	}
	return note + fmt.Sprintf(". Use --wait %s.", nextSecond(max(link, slowest)))
}

// nextSecond is a round time that is more than d.
func nextSecond(d time.Duration) time.Duration {
	step := time.Second
	if d < 500*time.Millisecond {
		step = 100 * time.Millisecond
	}
	return (d + d/10).Truncate(step) + step
}

// lossText says how many messages are lost, as the end of a sentence, and how many of them only because
// they came after the wait.
func (r *Report) lossText(x *bench.Result) string {
	text := fmt.Sprintf("lost %d of %s (%s)", x.Lost, words.Count(x.Sent, "message"), percentText(x.LostPercent))
	switch {
	case reliable(x) || x.Late == 0:
	case x.Late == x.Lost:
		text += fmt.Sprintf(", only because %s longer than %s", took(x.Late), words.Duration(r.Plan.Wait))
	default:
		text += fmt.Sprintf(", %d of them only because %s longer than %s", x.Late, took(x.Late), words.Duration(r.Plan.Wait))
	}
	return text
}

func took(n int) string {
	if n == 1 {
		return "it took"
	}
	return "they took"
}
