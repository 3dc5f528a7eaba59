package chat

import (
	"fmt"
	"strings"
	"testing"

	"wirelab/internal/event"
)

// told is notices in short: 3 is an event that was told, 3r one recovered, -3..5 missed, ! a restart.
func told(notices []Notice) string {
	var words []string
	for _, n := range notices {
		switch n := n.(type) {
		case Said:
			mark := ""
			if n.Recovered {
				mark = "r"
			}
			words = append(words, fmt.Sprint(n.Offset, mark))
		case Missed:
			mark := ""
			if n.Restarted {
				mark = "!"
			}
			words = append(words, fmt.Sprintf("-%d..%d%s", n.From, n.To, mark))
		}
	}
	return strings.Join(words, " ")
}

func said(offset uint64) event.Event { return event.Event{Room: "blue", Offset: offset} }

// TestRoom: whatever the order in which things come, events are told in theirs, and once.
func TestRoom(t *testing.T) {
	joined := func(r *room) []Notice { return r.joined(event.Joined{Epoch: "a", Offset: 10}) }
	tests := []struct {
		name  string
		steps []func(*room) []Notice
		want  string
	}{
		{"in order", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.said(said(11)) },
			func(r *room) []Notice { return r.said(said(12)) },
		}, "11 12"},
		{"overtaken and doubled", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.said(said(13)) },
			func(r *room) []Notice { return r.said(said(13)) },
			func(r *room) []Notice { return r.said(said(11)) },
			func(r *room) []Notice { return r.said(said(10)) },
			func(r *room) []Notice { return r.said(said(12)) },
			func(r *room) []Notice { return r.said(said(12)) },
		}, "11 12 13"},
		{"our own, not sent back", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.said(said(12)) },
			func(r *room) []Notice { return r.acknowledged(11) },
		}, "12"},
		{"gone in part", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.said(said(16)) },
			func(r *room) []Notice { return r.gap(event.Gap{From: 11, To: 14, Epoch: "a"}) },
			func(r *room) []Notice { return r.said(said(15)) },
		}, "-11..14 15 16"},
		{"back again", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.said(said(11)) },
			func(r *room) []Notice { return r.joined(event.Joined{Epoch: "a", Offset: 14}) },
			func(r *room) []Notice { return r.said(said(12)) },
			func(r *room) []Notice { return r.said(said(13)) },
			func(r *room) []Notice { return r.said(said(15)) },
		}, "11 12r 13r 15"},
		{"back in a room that has begun anew", []func(*room) []Notice{
			joined,
			func(r *room) []Notice { return r.joined(event.Joined{Epoch: "b", Offset: 3}) },
			func(r *room) []Notice { return r.gap(event.Gap{From: 1, To: 0, Epoch: "b"}) },
			func(r *room) []Notice { return r.said(said(1)) },
			func(r *room) []Notice { return r.said(said(2)) },
			func(r *room) []Notice { return r.said(said(4)) },
		}, "-1..0! 1r 2r 4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &room{name: "blue"}
			var all []Notice
			for _, step := range test.steps {
				all = append(all, step(r)...)
			}
			if got := told(all); got != test.want {
				t.Errorf("told %q, want %q", got, test.want)
			}
		})
	}
}

// TestFull: a room that holds back as much as it may still takes the one event that all others wait for.
func TestFull(t *testing.T) {
	r := &room{name: "blue"}
	r.joined(event.Joined{Epoch: "a", Offset: 10})
	for offset := uint64(12); offset < 12+2*maxHeld; offset++ {
		if got := r.said(said(offset)); got != nil {
			t.Fatalf("told %q with 11 missing", told(got))
		}
	}
	if len(r.held) != maxHeld {
		t.Fatalf("%d events are held back, want %d", len(r.held), maxHeld)
	}
	if got := r.said(said(11)); len(got) != 1+maxHeld || r.missing() {
		t.Errorf("told %q once 11 had come", told(got))
	}
}
