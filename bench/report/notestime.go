package report

import (
	"fmt"
	"strings"
	"time"

	"wirelab/bench"
	"wirelab/internal/term/words"
)

// compareNote says how UDP and WebSocket differ from TCP in one duration, or why they cannot be told
// apart.
func (r *Report) compareNote(what, span string) string {
	tcp := r.Result("tcp")
	if tcp == nil || len(r.Results) < 2 || r.units() < bench.MinTrials {
		return ""
	}
	var parts, unresolved, chance []string
	for i := range r.Results {
		x := &r.Results[i]
		name := title(x.Transport) + "'s"
		d, ok := bench.Compare(x, tcp, span, r.floor(span))
		switch {
		case x == tcp || !ok:
		case !d.Resolved:
			unresolved = append(unresolved, name)
		case !d.Real:
			chance = append(chance, name)
		case span == "setup" && x.SetUp.Length() == 0:
			parts = append(parts, title(x.Transport)+" needs none")
		case d.By < 0:
			parts = append(parts, fmt.Sprintf("%s is %s shorter (p = %.2g)", name, show(-d.By), d.P))
		default:
			parts = append(parts, fmt.Sprintf("%s is %s longer (p = %.2g)", name, show(d.By), d.P))
		}
	}
	if len(chance) > 0 {
		parts = append(parts, "no measurable difference from "+list(chance))
	}
	switch {
	case len(unresolved) > 0 && r.Calibration == nil:
		parts = append(parts, list(unresolved)+be(unresolved)+" the same")
	case len(unresolved) > 0:
		parts = append(parts, fmt.Sprintf("%s%s the same within %s noise (%s)", list(unresolved), be(unresolved), r.whose(),
			show(r.floor(span))))
	}
	base, _ := tcp.Metrics.Span(span).Get()
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("TCP's median %s is %s: %s.", what, show(base), strings.Join(parts, "; "))
}

// be is the verb for things that are listed.
func be(things []string) string {
	if len(things) == 1 {
		return " is"
	}
	return " are"
}

// whose is this machine's, or that of all whose runs were merged.
func (r *Report) whose() string {
	if r.merged() {
		return "the machines'"
	}
	return "this machine's"
}

// fellBehind says whether the sender was late by its own fault, and so much that it shows in the response
// times: in half of them by a tenth or more, or in the slowest by half or more.
func fellBehind(x *bench.Result) (half, tail bool) {
	return tells(x.GeneratorLateness, x.Response)
}

// heldUp says the same where Send had to wait for room in the buffers.
func heldUp(x *bench.Result) (half, tail bool) {
	return tells(x.Blocked, x.Response)
}

func tells(part, response bench.Distribution) (half, tail bool) {
	const harmless = 20 * time.Microsecond
	share := func(part, whole bench.Span, n time.Duration) bool {
		return part.IsKnown() && whole.IsKnown() && part.Length() > harmless && part.Length() > whole.Length()/n
	}
	return share(part.P50, response.P50, 10), share(part.P99, response.P99, 2)
}

// generatorNote warns where response times say more about the sender, or about a full connection, than
// about the way there and back.
func (r *Report) generatorNote(x *bench.Result) string {
	name, machine := title(x.Transport), "this machine"
	if r.merged() {
		machine = "most machines"
	}
	half, tail := fellBehind(x)
	blockedHalf, blockedTail := heldUp(x)
	switch {
	case blockedHalf:
		return fmt.Sprintf("%s made the sender wait: half of the messages waited for more than %s before they could be sent. "+
			"The plan sends more than the network or the other side can take.", name, show(x.Blocked.P50.Length()))
	case half:
		return fmt.Sprintf("%s: %s fell behind. Half of the messages left more than %s late, so the response "+
			"times describe %s and not the transport. From when they really left, the median round trip is %s.",
			name, machine, show(x.GeneratorLateness.P50.Length()), machine, show(x.Service.P50.Length())) + pauseText(x)
	case blockedTail:
		return fmt.Sprintf("%s made the sender wait: 1 message in 100 waited for more than %s before it could be sent.", name, show(x.Blocked.P99.Length()))
	case tail:
		return fmt.Sprintf("%s: 1 message in 100 left more than %s late, so the slowest response times describe "+
			"%s and not the transport.", name, show(x.GeneratorLateness.P99.Length()), machine) + pauseText(x)
	}
	return ""
}

// pauseText says why the generator was late, where that is known.
func pauseText(x *bench.Result) string {
	longest := x.LongestPause.Length()
	for _, t := range x.Trials {
		longest = max(longest, t.LongestPause.Length())
	}
	if longest == 0 {
		return ""
	}
	return fmt.Sprintf(" This program stood still for %s: it was stopped, or the machine was asleep or busy.", show(longest))
}

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
