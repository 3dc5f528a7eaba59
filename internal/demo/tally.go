package demo

import (
	"fmt"
	"strings"
	"time"

	"wirelab/internal/room/event"
)

// A tally is what one member has heard of what another has emitted.
type tally struct {
	acks    int
	events  []int         // their numbers, from 1
	slowest time.Duration // from an emit until it was acknowledged, or the event was there
	end     string        // why there is no more
}

// listen hears until the connection ends. Each thing says how long after began it was emitted.
func (t *tally) listen(from *talker, began time.Time) {
	note := func(at int64) { t.slowest = max(t.slowest, time.Since(began)-time.Duration(at)) }
	for {
		reply, err := from.hear()
		if err != nil {
			return
		}
		switch r := reply.(type) {
		case event.Ack:
			t.acks++
			note(int64(*r.ID))
		case event.Event:
			var number int
			var at int64
			if _, err := fmt.Sscanf(string(r.Data), `"%d %d`, &number, &at); err == nil {
				t.events = append(t.events, number)
				note(at)
			}
		case *event.Error:
			t.end = ", " + r.Code
		}
	}
}

// inTime says how many there were, and how long the slowest took.
func (t *tally) inTime() string {
	return fmt.Sprintf("%d, %.0f ms", t.acks+len(t.events), ms(t.slowest))
}

// which says which events there were.
func (t *tally) which() string {
	var runs []string
	for i := 0; i < len(t.events); {
		from := i
		for i++; i < len(t.events) && t.events[i] == t.events[i-1]+1; i++ {
		}
		runs = append(runs, fmt.Sprintf("%d-%d", t.events[from], t.events[i-1]))
	}
	return strings.Join(runs, ", ") + t.end
}
