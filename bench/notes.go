package bench

import (
	"fmt"
	"strings"
	"time"

	"wirelab/internal/transport"
)

// notes says what to notice. Each sentence follows from the numbers of this report, and is left out
// when they do not bear it.
func (r *Report) notes() []string {
	var notes []string
	add := func(note string) {
		if note != "" {
			notes = append(notes, note)
		}
	}
	if r.CutShort {
		add("Cut short: these are the numbers so far.")
	}
	for i := range r.Results {
		add(r.generatorNote(&r.Results[i]))
	}
	add(r.deliveryNote())
	add(r.capNote())
	add(r.hiddenNote())
	add(r.compareNote("response time", "p50"))
	add(r.compareNote("set-up", "setup"))
	add(r.resolutionNote())
	add(r.trialsNote())
	return notes
}

// deliveryNote says who lost, doubled or reordered messages.
func (r *Report) deliveryNote() string {
	var clean, said []string
	for i := range r.Results {
		x := &r.Results[i]
		var what []string
		if x.Lost > 0 {
			what = append(what, fmt.Sprintf("lost %d of %d messages (%s)", x.Lost, x.Sent, percentText(x.LostPercent)))
		}
		if x.Duplicates > 0 {
			what = append(what, fmt.Sprintf("delivered %s", counted(x.Duplicates, "copy too many", "copies too many")))
		}
		if x.Reordered > 0 {
			what = append(what, fmt.Sprintf("delivered %d out of order", x.Reordered))
		}
		if x.Failures > 0 {
			what = append(what, fmt.Sprintf("had %d of %d connections fail", x.Failures, len(x.Trials)))
		}
		if len(what) == 0 {
			clean = append(clean, title(x.Transport))
			continue
		}
		said = append(said, title(x.Transport)+" "+list(what)+".")
	}
	if len(clean) > 0 {
		said = append(said, list(clean)+" delivered every message, once and in order.")
	}
	if len(said) == 1 && len(clean) > 0 && len(r.Plan.Targets) == 0 {
		said = append(said, "On loopback nothing is lost or late on the way: what differs here is only the work that each takes.")
	}
	return strings.Join(said, " ")
}

// compareNote says how UDP and WebSocket differ from TCP in one duration, or that they do not.
func (r *Report) compareNote(what, span string) string {
	tcp := r.result("tcp")
	if tcp == nil || len(r.Results) < 2 || r.Plan.Trials < MinTrials {
		return ""
	}
	var real, same []string
	for i := range r.Results {
		x := &r.Results[i]
		d, ok := Compare(x, tcp, span, r.resolution())
		switch {
		case x == tcp || !ok:
		case !d.Real:
			same = append(same, title(x.Transport))
		case d.By < 0:
			real = append(real, fmt.Sprintf("%s's is %s shorter (p = %.2g)", title(x.Transport), show(-d.By), d.P))
		default:
			real = append(real, fmt.Sprintf("%s's is %s longer (p = %.2g)", title(x.Transport), show(d.By), d.P))
		}
	}
	if len(real)+len(same) == 0 {
		return ""
	}
	var parts []string
	if len(real) > 0 {
		parts = append(parts, strings.Join(real, ", "))
	}
	if len(same) > 0 {
		parts = append(parts, "no difference can be told from chance for "+list(same))
	}
	base, _ := tcp.Metrics.spans()[span].Get()
	return fmt.Sprintf("TCP's median %s is %s: %s.", what, show(base), strings.Join(parts, "; "))
}

// resolutionNote says what is too small to be called a difference.
func (r *Report) resolutionNote() string {
	if r.Calibration == nil || len(r.Results) < 2 || r.Plan.Trials < MinTrials {
		return ""
	}
	return fmt.Sprintf("Runs that differed in nothing had medians up to %s apart: less than that is called no difference.",
		show(r.Calibration.Resolution))
}

// fellBehind says whether the sender was so late that response times tell of it: half of them by a
// tenth or more, or the slowest by half or more.
func (x *Result) fellBehind() (half, tail bool) {
	const harmless = 20 * time.Microsecond
	share := func(late, response Span, part time.Duration) bool {
		return late.known && response.known && late.d > harmless && late.d > response.d/part
	}
	return share(x.SendLateness.P50, x.Response.P50, 10), share(x.SendLateness.P99, x.Response.P99, 2)
}

// generatorNote warns where response times tell more of the sender than of the transport.
func (r *Report) generatorNote(x *Result) string {
	half, tail := x.fellBehind()
	switch {
	case half:
		return fmt.Sprintf("%s: the generator fell behind. Half of its messages left more than %s late, so its response "+
			"times tell of this machine and not of the transport; from when they really left, the median round trip is %s.",
			title(x.Transport), show(x.SendLateness.P50.d), show(x.Service.P50.d))
	case tail:
		return fmt.Sprintf("%s: 1 in 100 messages left more than %s late, so its slowest response times tell of this "+
			"machine and not of the transport.", title(x.Transport), show(x.SendLateness.P99.d))
	}
	return ""
}

// hiddenNote says what TCP did that its user cannot see.
func (r *Report) hiddenNote() string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		if x.TCP == nil || x.TCP.Retransmissions == 0 {
			continue
		}
		said = append(said, fmt.Sprintf("Unseen by the program, %s under %s to deliver this.",
			counted(x.TCP.Retransmissions, "segment was sent again", "segments were sent again"), title(x.Transport)))
	}
	return strings.Join(said, " ")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// capNote tells a server's cap on its replies from loss where that can be told, and warns where it
// cannot.
func (r *Report) capNote() string {
	udp := r.result("udp")
	if udp == nil || r.Plan.Targets["udp"] == "" || udp.Lost == 0 {
		return ""
	}
	if n := udp.ReplyCap; n != nil {
		return fmt.Sprintf("UDP's losses are the server's choice and not the network's: in each second %d messages "+
			"came back, and then none until the next. It caps its replies to one address.", *n)
	}
	note := "What the server chose not to answer looks like loss from here, and cannot be told from it"
	if r.Plan.Rate > 1000 {
		note += "; wirelab's own UDP server answers one address 1,000 times a second, and the plan asks for more"
	}
	return note + "."
}

// trialsNote says what so few trials cannot tell.
func (r *Report) trialsNote() string {
	if n := r.Plan.Trials; n < MinTrials && len(r.Results) > 1 {
		return fmt.Sprintf("%s: to tell differences from chance, and to give intervals, takes %d.",
			counted(n, "trial", "trials"), MinTrials)
	}
	return ""
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
