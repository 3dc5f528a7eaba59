package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"wirelab/bench"
	"wirelab/internal/transport"

	"wirelab/internal/term/words"
)

// notes says what to notice. Each sentence follows from the numbers of this report, and is left out
// when they do not support it.
func (r *Report) notes() []string {
	var notes []string
	add := func(note string) {
		if note != "" {
			notes = append(notes, note)
		}
	}
	if r.CutShort && (r.Stopped || len(r.Failures) == 0) {
		add(r.cutNote())
	}
	for _, note := range r.failureNotes() {
		add(note)
	}
	add(r.fidelityNote())
	add(r.bufferNote())
	add(r.earlyNote())
	add(r.waitNote())
	add(r.gaveUpNote())
	for i := range r.Results {
		add(r.generatorNote(&r.Results[i]))
	}
	if r.Plan.Server == "queue" {
		for _, note := range r.queueSentences() {
			add(note)
		}
	} else {
		add(r.deliveryNote())
		for _, note := range r.roomNotes() {
			add(note)
		}
		add(r.stallNote())
	}
	add(r.capNote())
	add(r.hiddenNote())
	add(r.compareNote("response time", "p50"))
	add(r.compareNote("set-up", "setup"))
	add(r.trialsNote())
	return notes
}

// cutNote says how much of the plan was done.
func (r *Report) cutNote() string {
	if r.Failed != nil {
		return fmt.Sprintf("Cut short by an error: %v. These are the numbers so far.", r.Failed)
	}
	return "Cut short: these are the numbers so far."
}

// bufferNote says that UDP may lose messages on this machine that no network has lost.
func (r *Report) bufferNote() string {
	if r.ShortBuffer == nil || r.Result("udp") == nil {
		return ""
	}
	return "UDP: " + r.ShortBuffer.Error() + "."
}

// earlyNote says that a target answers questions before they are asked.
func (r *Report) earlyNote() string {
	var said []string
	for i := range r.Results {
		if x := &r.Results[i]; x.Early > 0 {
			said = append(said, fmt.Sprintf("%s over %s", words.Count(x.Early, "answer"), title(x.Transport)))
		}
	}
	if len(said) == 0 {
		return ""
	}
	return list(said) + " came before the question was sent. That is no echo but a fault of the server. Such answers are not counted."
}

// deliveryNote says what went wrong with whose messages.
func (r *Report) deliveryNote() string {
	var clean, said []string
	for i := range r.Results {
		x := &r.Results[i]
		if what := r.troubles(x); len(what) > 0 {
			said = append(said, title(x.Transport)+" "+list(what)+".")
		} else {
			clean = append(clean, title(x.Transport))
		}
	}
	if len(clean) > 0 {
		said = append(said, list(clean)+" delivered every message, once and in order.")
	}
	if len(clean) > 1 && len(clean) == len(r.Results) && r.Plan.Net == "host" && len(r.Plan.Targets) == 0 {
		said = append(said, "On loopback the network loses and delays nothing: only the work that each transport takes differs.")
	}
	return strings.Join(said, " ")
}

// troubles lists what went wrong on one transport, as the ends of a sentence.
func (r *Report) troubles(x *bench.Result) []string {
	var what []string
	add := func(n int, format string, args ...any) {
		if n > 0 {
			what = append(what, fmt.Sprintf(format, args...))
		}
	}
	add(x.Lost, "%s", r.lossText(x))
	add(x.NotSent, "could not send %d more because the connection was gone", x.NotSent)
	add(x.Refused, "was told %s that nobody listens there", words.Count(x.Refused, "time"))
	for _, name := range slices.Sorted(maps.Keys(x.SocketErrors)) {
		add(x.SocketErrors[name], "got the error %q from the operating system %s", name, words.Count(x.SocketErrors[name], "time"))
	}
	if reliable(x) {
		add(x.Late, "delivered %d later than %s", x.Late, words.Duration(r.Plan.Wait))
	}
	add(x.Duplicates, "delivered %s", words.Counted(x.Duplicates, "extra copy", "extra copies"))
	add(x.Reordered, "delivered %d out of order", x.Reordered)
	add(x.Foreign, "delivered %d that nobody sent like that", x.Foreign)
	failed, connections := x.Failures, len(x.Trials)
	if r.Plan.Server == "broadcast" {
		connections *= r.Plan.Ordinary()
	} else {
		failed = max(0, failed-x.GivenUp) // which are told of by themselves
	}
	add(failed, "had %d of %s fail", failed, words.Count(connections, "connection"))
	add(x.GivenUp, "was given up in %d of %s", x.GivenUp, words.Count(len(x.Trials), "trial"))
	return what
}

// gaveUpNote says what was given up, so that nobody takes for lost what nothing has lost.
func (r *Report) gaveUpNote() string {
	var who []string
	for i := range r.Results {
		if x := &r.Results[i]; x.GivenUp > 0 {
			who = append(who, title(x.Transport))
		}
	}
	if len(who) == 0 || r.Plan.Bulk > 0 {
		return ""
	}
	were, rest := "were", "what had not come by then counts as lost"
	if r.Plan.Server == "queue" {
		rest = "events not applied by then count as never applied"
	}
	if len(who) == 1 {
		were = "was"
	}
	return fmt.Sprintf("%s took too long, and %s given up: %s.", list(who), were, rest)
}

// stallNote says what keeping order has cost.
func (r *Report) stallNote() string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		if x.Stalls == nil || x.Stalls.Count == 0 || x.Sent == 0 {
			continue
		}
		said = append(said, fmt.Sprintf("%s of %s's", percentText(stalled(x)), title(x.Transport)))
	}
	if len(said) == 0 {
		return ""
	}
	return "Keeping order costs time: on " + list(said) + " trips (there or back), a complete message waited for earlier bytes."
}

// hiddenNote says what TCP did that its user cannot see.
func (r *Report) hiddenNote() string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		if x.TCP == nil || x.TCP.Retransmissions == 0 {
			continue
		}
		n, part := x.TCP.Retransmissions, "counted at the client only"
		if x.Wire != nil { // the link has seen both ends
			n, part = x.Wire.Retransmissions, fmt.Sprintf("%d of them from the client", n)
		}
		said = append(said, fmt.Sprintf("Hidden from the program, %s for %s (%s).",
			words.Counted(n, "segment was sent again", "segments were sent again"), title(x.Transport), part))
	}
	return strings.Join(said, " ")
}

// capNote tells a server's cap on its replies from loss where that can be told, and warns where it
// cannot. A broadcast server has no such cap.
func (r *Report) capNote() string {
	udp := r.Result("udp")
	if udp == nil || r.Plan.Server != "echo" || r.Plan.Targets["udp"] == "" || udp.Lost == udp.Late || udp.Early > 0 || udp.Refused > 0 || sumOf(udp.SocketErrors) > 0 {
		return ""
	}
	if n := udp.ReplyCap; n != nil {
		return fmt.Sprintf("The server, not the network, caused UDP's losses: in each second %s came back, and "+
			"then none until the next second. The server limits its replies to one address.", words.Count(*n, "message"))
	}
	note := "A message that the server chose not to answer looks like a lost one from here."
	if r.Plan.Rate > 1000 {
		note += " wirelab's own UDP server sends one address at most 1,000 answers a second, and this plan asks for more."
	}
	return note
}

// trialsNote says what cannot be concluded from so few trials.
func (r *Report) trialsNote() string {
	if len(r.Results) < 2 || r.units() >= bench.MinTrials {
		return ""
	}
	if r.merged() {
		return fmt.Sprintf("%s are not enough to tell differences from chance, or to give intervals: merge at least %d.",
			words.Count(r.units(), "run"), bench.MinTrials)
	}
	return fmt.Sprintf("%s to tell differences from chance, or to give intervals: run at least %d.",
		words.Counted(r.units(), "trial is not enough", "trials are not enough"), bench.MinTrials)
}

// title is the transport's name in a sentence.
func title(name string) string {
	if t, err := transport.Named(name); err == nil {
		return t.Title
	}
	return name
}

// list joins words as a sentence does: a, b and c.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// failureNotes say what is missing, and why.
func (r *Report) failureNotes() (notes []string) {
	for _, x := range r.Failures {
		if result := r.Result(x.Transport); result != nil {
			notes = append(notes, r.fewerNote(x, result))
			continue
		}
		notes = append(notes, fmt.Sprintf("%s could not be measured: %s.", title(x.Transport), x.Reason))
	}
	return notes
}

// fewerNote says that some of a transport's trials are missing, and why.
func (r *Report) fewerNote(x bench.Failure, result *bench.Result) string {
	return fmt.Sprintf("%s completed only %d of %s: %s.",
		title(x.Transport), len(result.Trials), words.Count(r.Plan.Trials, "trial"), x.Reason)
}
