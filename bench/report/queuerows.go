package report

import (
	"fmt"

	"wirelab/bench"
	"wirelab/internal/term/words"
)

// queueRows are what only a queue has. They stand in place of deliveryRows: what is delivered there is what is applied here.
func (r *Report) queueRows() []row {
	const applied, queue = "applied", "queue"
	plain := func(group, name, label string, n func(*bench.Queue) *int) row {
		return queueRow(group, name, label, false, n)
	}
	alarming := func(group, name, label string, n func(*bench.Queue) *int) row {
		return queueRow(group, name, label, true, n)
	}
	rows := []row{
		{
			group: applied, name: "events", cell: func(x *bench.Result) string { return fmt.Sprint(x.Sent) },
			figure: func(x *bench.Result) figure { return countOf(x.Sent, false) },
		},
		plain(applied, "once", "applied once", func(q *bench.Queue) *int { return &q.Once }),
		alarming(applied, "twice or more", "applied twice", func(q *bench.Queue) *int { return &q.Twice }),
		alarming(applied, "never", "never applied", func(q *bench.Queue) *int { return &q.Never }),
		alarming(applied, "- acknowledged", "acknowledged and lost", func(q *bench.Queue) *int { return &q.LostAcknowledged }),
		alarming(applied, "dead letters", "", func(q *bench.Queue) *int { return q.DeadLetters }),
		r.shareRow(applied, "reordered", func(x *bench.Result) (int, float64) { return x.Reordered, x.ReorderedPercent }),
		plain(queue, "acknowledged", "", func(q *bench.Queue) *int { return &q.Acknowledged }),
		plain(queue, "delivered twice", "", func(q *bench.Queue) *int { return &q.DeliveredTwice }),
		plain(queue, "bytes sent again", "", func(q *bench.Queue) *int { return &q.SentAgain }),
		throughputRow(queue),
	}
	rows[4].idle = !r.any(func(x *bench.Result) bool { return x.Queue != nil && x.Queue.Never > 0 })
	rows[6].label = "out of order"
	if r.Plan.Crash == bench.CrashNone {
		return rows
	}
	return append(rows, r.spanRow("crash", "recovery", "recovery"), r.spanRow("crash", "caught up", "caughtUp"))
}

// queueRow shows a count, of which nobody may know. One that alarms should be 0.
func queueRow(group, name, label string, alarms bool, n func(*bench.Queue) *int) row {
	return row{
		group: group, name: name, label: label,
		cell: func(x *bench.Result) string {
			switch v := n(x.Queue); {
			case v == nil:
				return notKnown
			case alarms:
				return telling(*v)
			default:
				return short(*v)
			}
		},
		figure: func(x *bench.Result) figure {
			v := n(x.Queue)
			if v == nil {
				return figure{}
			}
			return countOf(*v, alarms)
		},
	}
}

func throughputRow(group string) row {
	return row{
		group: group, name: "throughput", label: "throughput, events/s", quantity: each,
		cell:   func(x *bench.Result) string { return rateText(x.Queue.Throughput) },
		figure: func(x *bench.Result) figure { return figure{value: x.Queue.Throughput, known: true} },
	}
}

// rateText writes events a second with three digits or more.
func rateText(v float64) string {
	digits := 0
	switch {
	case v < 10:
		digits = 2
	case v < 100:
		digits = 1
	}
	return fmt.Sprintf("%.*f/s", digits, v)
}

// queueTimes are the rows on times that say something of a queue. An event goes one way only, and besides events there are
// acknowledgements on the wire, so that what is stalled is no share of the events.
func (r *Report) queueTimes() (rows []row) {
	for _, x := range r.timeRows() {
		if x.group != "one way" && x.name != "RTP jitter" && x.name != "stalled" {
			rows = append(rows, x)
		}
	}
	return rows
}

// queueSentences say what became of the events, and how long the crash was felt.
func (r *Report) queueSentences() []string {
	return []string{r.neverSentence(), r.twiceSentence(), r.recoverySentence()}
}

// overQueues lists a count of each transport that has one above 0, the first with what it is of; empty if none has.
func (r *Report) overQueues(of string, n func(*bench.Queue) int) string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		if x.Queue == nil || n(x.Queue) == 0 {
			continue
		}
		said = append(said, short(n(x.Queue))+of+" over "+title(x.Transport))
		of = ""
	}
	return list(said)
}

func never(q *bench.Queue) int { return q.Never }
func twice(q *bench.Queue) int { return q.Twice }

func deadLetters(q *bench.Queue) int {
	if q.DeadLetters == nil {
		return 0
	}
	return *q.DeadLetters
}

// mostEvents is the largest number of events that a transport had to carry.
func (r *Report) mostEvents() (n int) {
	for _, x := range r.Results {
		n = max(n, x.Sent)
	}
	return n
}

func (r *Report) neverSentence() string {
	lost, dead := r.overQueues(" of "+words.Count(r.mostEvents(), "event"), never), r.overQueues("", deadLetters)
	text := "No event was lost."
	if lost != "" {
		text = fmt.Sprintf("Never applied: %s.", lost)
	}
	if dead != "" {
		text += fmt.Sprintf(" Dead letters, delivered too often and never done: %s.", dead)
	}
	return text
}

func (r *Report) twiceSentence() string {
	again := r.overQueues("", func(q *bench.Queue) int { return q.DeliveredTwice })
	switch applied := r.overQueues("", twice); {
	case applied != "":
		return fmt.Sprintf("Applied twice or more: %s.", applied)
	case r.Plan.Guarantee == bench.Once && again != "":
		return fmt.Sprintf("None was applied twice: the consumer knew those that came again (%s).", again)
	}
	return "None was applied twice."
}

// recoverySentence says after what time work went on.
func (r *Report) recoverySentence() string {
	var who []string
	var took []figure
	for i := range r.Results {
		if x := &r.Results[i]; x.Queue != nil && x.Queue.Recovery.IsKnown() {
			who, took = append(who, title(x.Transport)), append(took, r.durationOf(x.Queue.Recovery))
		}
	}
	if len(who) == 0 {
		return ""
	}
	texts, unit := duration.texts(took)
	for i := range who {
		who[i] = texts[i] + " " + unit + " (" + who[i] + ")"
	}
	return fmt.Sprintf("The %s was down for %s; events were applied again %s after the crash.",
		r.Plan.Crash, words.Duration(bench.DownFor), list(who))
}

// guaranteeTitle is a guarantee as a sentence begins with it.
func guaranteeTitle(g bench.Guarantee) string {
	switch g {
	case bench.AtMostOnce:
		return "At most once"
	case bench.AtLeastOnce:
		return "At least once"
	}
	return "Once, in effect,"
}

// fateSentence says in one sentence what a guarantee lost, and what it had done twice.
func (r *Report) fateSentence() string {
	lost, doubled := r.overQueues(" of "+words.Count(r.mostEvents(), "event"), never), r.overQueues(" twice", twice)
	text := guaranteeTitle(r.Plan.Guarantee) + " lost "
	if lost != "" && r.gaveUpNote() != "" { // what was given up may be in the queue
		text = guaranteeTitle(r.Plan.Guarantee) + " did not apply "
	}
	switch {
	case lost == "" && doubled == "":
		text += "none and applied none twice"
	case lost == "":
		text += "none, and applied " + doubled
	case doubled == "":
		text += lost + ", and applied none twice"
	default:
		text += lost + ", and applied " + doubled
	}
	if dead := r.overQueues("", deadLetters); dead != "" {
		text += "; dead letters: " + dead
	}
	return text + "."
}
