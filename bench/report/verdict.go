package report

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/bench"

	"wirelab/internal/term/words"
)

// A verdict has at most so many findings, and takes at most so many lines of firstWidth columns if the
// reservations leave room.
const (
	mostFindings = 3
	verdictLines = 5
)

// verdict says in a few plain sentences what has happened: first what is not to be concluded, then who lost,
// who waited, and what it cost. Each follows from the numbers of this report.
func (r *Report) verdict() []string {
	said := r.reservations()
	findings := nonEmpty(r.findings()...)
	for n, text := range findings[:min(len(findings), mostFindings)] {
		more := append(slices.Clone(said), text)
		if n > 0 && linesOf(more) > verdictLines {
			break // and not what comes after it, which may speak of it
		}
		said = more
	}
	return said
}

// findings are what may have happened, in the order in which it is told; "" where it has not.
func (r *Report) findings() []string {
	if r.Plan.Server == "queue" {
		return append(r.queueSentences(), r.trialsNote())
	}
	return []string{
		r.lossSentence(), r.awaySentence(), r.slowSentence(), r.gapsSentence(), r.orderSentence(),
		r.costSentence(), r.aloneSentence(), r.loopbackSentence(), r.trialsNote(), r.setUpSentence(),
	}
}

// reservations are what a reader has to know before all figures: what the plan is not sound for, what is
// missing, and what the measurement itself has spoilt.
func (r *Report) reservations() (said []string) {
	add := func(text string) {
		if text != "" {
			said = append(said, text)
		}
	}
	add(r.fidelityNote())
	if r.CutShort && (r.Stopped || len(r.Failures) == 0) {
		add(r.cutNote())
	}
	for _, text := range r.failedSentences() {
		add(text)
	}
	add(r.waitSentence())
	add(r.gaveUpNote())
	if udp := r.Result("udp"); udp != nil && udp.Lost > udp.Late {
		add(r.bufferNote())
		if udp.ReplyCap != nil {
			add(r.capNote())
		}
	}
	for _, text := range r.busySentences() {
		add(text)
	}
	return said
}

// failedSentences say what is missing, and why: transports with the same reason together.
func (r *Report) failedSentences() (said []string) {
	var reasons []string
	whose := map[string][]string{}
	for _, x := range r.Failures {
		if result := r.Result(x.Transport); result != nil {
			said = append(said, r.fewerNote(x, result))
			continue
		}
		if whose[x.Reason] == nil {
			reasons = append(reasons, x.Reason)
		}
		whose[x.Reason] = append(whose[x.Reason], title(x.Transport))
	}
	for _, reason := range reasons {
		said = append(said, fmt.Sprintf("%s could not be measured: %s.", list(whose[reason]), reason))
	}
	return said
}

// waitSentence says that the wait was too short: what came after it counts as lost over UDP.
func (r *Report) waitSentence() string {
	if r.waitNote() == "" {
		return ""
	}
	text := fmt.Sprintf("The wait of %s was too short: messages that came later count as late", words.Duration(r.Plan.Wait))
	if r.Result("udp") != nil {
		text += ", and over UDP as lost"
	}
	return text + "."
}

// busySentences say which response times are long because of this machine, or of a connection that is full.
func (r *Report) busySentences() (said []string) {
	var full, half, tail []string
	for i := range r.Results {
		x := &r.Results[i]
		late, lateTail := fellBehind(x)
		blocked, _ := heldUp(x)
		switch {
		case blocked:
			full = append(full, title(x.Transport))
		case late:
			half = append(half, title(x.Transport))
		case lateTail:
			tail = append(tail, title(x.Transport))
		}
	}
	add := func(who []string, format string) {
		if len(who) > 0 {
			said = append(said, fmt.Sprintf(format, list(who)))
		}
	}
	add(full, "The plan sends more than %s can take.")
	these, were := "This machine", "was"
	if r.merged() {
		these, were = "Most machines", "were"
	}
	add(half, these+" fell behind, which makes response times over %s longer.")
	add(tail, these+" "+were+" late at times, which makes p99 over %s longer.")
	return said
}

// lossSentence says which transports lost, held back or reordered messages; details only where there is nothing else.
func (r *Report) lossSentence() string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		var what []string
		if x.Lost > 0 {
			what = append(what, fmt.Sprintf("lost %d of %s (%s)", x.Lost, words.Count(x.Sent, "message"), percentText(x.LostPercent)))
		}
		if x.NotSent > 0 {
			what = append(what, fmt.Sprintf("could not send %d", x.NotSent))
		}
		if x.Reordered > 0 {
			what = append(what, fmt.Sprintf("delivered %d out of order", x.Reordered))
		}
		if len(what) == 0 {
			what = r.troubles(x)
		}
		if len(what) > 0 {
			said = append(said, title(x.Transport)+" "+list(what)+".")
		}
	}
	return strings.Join(said, " ")
}

// reliably is who has delivered everything, how many packets each of them sent again, and whether all of them
// held messages back to keep the order.
func (r *Report) reliably() (who []string, again []int, held bool) {
	held = true
	for i := range r.Results {
		x := &r.Results[i]
		if len(r.troubles(x)) > 0 {
			continue
		}
		who = append(who, title(x.Transport))
		held = held && x.Stalls != nil && x.Stalls.Count > 0
		if x.Wire != nil && x.Wire.Retransmissions > 0 {
			again = append(again, x.Wire.Retransmissions)
		}
	}
	return who, again, held && len(who) > 0
}

// orderSentence says who has delivered everything, and what that took.
func (r *Report) orderSentence() string {
	who, again, held := r.reliably()
	var took []string
	if len(again) > 0 && len(again) == len(who) {
		took = append(took, "sent "+packets(again)+" again")
	}
	if held {
		took = append(took, "held messages back until earlier ones came")
	}
	begins, they := list(who), "they "
	if r.Plan.Slow > 0 || r.Plan.Disconnect > 0 {
		begins = "To the others, " + begins
	}
	switch {
	case len(who) == 0:
		return ""
	case len(took) == 0:
		return begins + " delivered every message, once and in order."
	case len(who) == 1:
		they = "it "
	}
	return begins + " delivered everything in order: " + they + list(took) + "."
}

// packets are some numbers of packets.
func packets(counts []int) string {
	if len(counts) == 1 {
		return words.Count(counts[0], "packet")
	}
	var texts []string
	for _, n := range counts {
		texts = append(texts, fmt.Sprint(n))
	}
	return list(texts) + " packets"
}

// costSentence says how response times over TCP and UDP differ, or that they do not.
func (r *Report) costSentence() string {
	tcp, udp := r.Result("tcp"), r.Result("udp")
	if tcp == nil || udp == nil || r.units() < bench.MinTrials {
		return ""
	}
	compared := false
	for _, at := range []struct{ span, whose string }{{"p99", "slowest 1 in 100"}, {"p50", "slower half"}} {
		d, ok := bench.Compare(tcp, udp, at.span, r.floor(at.span))
		compared = compared || ok
		if !ok || !d.Real {
			continue
		}
		text := "TCP's " + at.whose
		if _, _, held := r.reliably(); held && d.By > 0 && len(r.troubles(tcp)) == 0 { // as has just been said
			text = "That costs time: " + text
		}
		figures := []figure{r.durationOf(*tcp.Span(at.span)), r.durationOf(*udp.Span(at.span))}
		texts, unit := duration.texts(figures)
		if texts[0] == texts[1] { // in the digits that the table has
			continue
		}
		text = fmt.Sprintf("%s took more than %s %s, UDP's more than %s %s (%s).", text, texts[0], unit, texts[1], unit, at.span)
		return text
	}
	if !compared {
		return ""
	}
	return "Response times over TCP and UDP do not differ measurably."
}

// aloneSentence says how long messages took where there is one transport, and nothing to compare.
func (r *Report) aloneSentence() string {
	if len(r.Results) != 1 {
		return ""
	}
	p50, p99 := r.Results[0].Response.P50, r.Results[0].Response.P99
	if !p50.IsKnown() || !p99.IsKnown() {
		return ""
	}
	texts, unit := duration.texts([]figure{r.durationOf(p50), r.durationOf(p99)})
	return fmt.Sprintf("Half of the messages took at most %s %s (p50), and 99 of 100 at most %s %s (p99).",
		texts[0], unit, texts[1], unit)
}

// setUpSentence says how long set-up took the others, where UDP needs none.
func (r *Report) setUpSentence() string {
	udp := r.Result("udp")
	if udp == nil || !udp.SetUp.IsKnown() || udp.SetUp.Length() != 0 {
		return ""
	}
	var who []string
	var took []figure
	for i := range r.Results {
		if x := &r.Results[i]; x.SetUp.Length() > 0 && !r.unresolved(x.SetUp.Length()) {
			who, took = append(who, title(x.Transport)+"'s"), append(took, r.durationOf(x.SetUp))
		}
	}
	if len(who) == 0 {
		return ""
	}
	texts, unit := duration.texts(took)
	who[0] += " took"
	for i := range who {
		who[i] += " " + texts[i] + " " + unit
	}
	return "UDP needs no set-up; " + list(who) + "."
}

// loopbackSentence says what differs where there is no network in between.
func (r *Report) loopbackSentence() string {
	clean := !r.any(func(x *bench.Result) bool { return len(r.troubles(x)) > 0 })
	if r.Plan.Net != "host" || len(r.Plan.Targets) > 0 || !clean || len(r.Results) < 2 {
		return ""
	}
	return "On loopback the network loses nothing: only the work that each transport takes differs."
}
