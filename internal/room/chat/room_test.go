package chat

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

// told is notices in short: 3 is an event that was told, 3r one recovered, 3..5 events in order, -3..5 missed,
// ! a restart.
func told(notices []Notice) string {
	var words []string
	first, last := uint64(0), uint64(0) // of events in order
	for _, n := range notices {
		switch n := n.(type) {
		case Said:
			switch {
			case n.Recovered:
				words = append(words, fmt.Sprint(n.Offset, "r"))
				first, last = 0, 0
			case last > 0 && n.Offset == last+1:
				last++
				words[len(words)-1] = fmt.Sprintf("%d..%d", first, last)
			default:
				words = append(words, fmt.Sprint(n.Offset))
				first, last = n.Offset, n.Offset
			}
		case Missed:
			mark := ""
			if n.Restarted {
				mark = "!"
			}
			words = append(words, fmt.Sprintf("-%d..%d%s", n.From, n.To, mark))
			first, last = 0, 0
		}
	}
	return strings.Join(words, " ")
}

// A roomStep is one of a case in testdata/room.json: what comes, or how many events must be held back then.
type roomStep struct {
	Joined       *event.Joined
	Said, To     uint64 // an event, or all from one to another
	Acknowledged *uint64
	Gap          *event.Gap
	Holds        *int
}

func (s roomStep) take(t *testing.T, r *room) (notices []Notice) {
	switch {
	case s.Joined != nil:
		return r.joined(*s.Joined)
	case s.Acknowledged != nil:
		return r.acknowledged(*s.Acknowledged)
	case s.Gap != nil:
		return r.gap(*s.Gap)
	case s.Holds != nil:
		if len(r.held) != *s.Holds {
			t.Errorf("%d events are held back, want %d", len(r.held), *s.Holds)
		}
		return nil
	}
	for offset := s.Said; offset <= max(s.Said, s.To); offset++ {
		notices = append(notices, r.said(event.Event{Room: "blue", Offset: offset})...)
	}
	return notices
}

// TestRoom: whatever the order in which things come, events are told in theirs, and once. The chat page's
// room.js is tested with the same table.
func TestRoom(t *testing.T) {
	data, err := os.ReadFile("testdata/room.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Case  string
		Steps []roomStep
		Told  string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Case, func(t *testing.T) {
			r := &room{name: "blue"}
			var all []Notice
			for _, step := range c.Steps {
				all = append(all, step.take(t, r)...)
			}
			if got := told(all); got != c.Told {
				t.Errorf("told %q, want %q", got, c.Told)
			}
		})
	}
}
