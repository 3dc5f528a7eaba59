//go:build make || solution

package replay

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// said returns a log in whose room some texts were said.
func said(keep int, texts ...string) *Log {
	l := &Log{Epoch: "life1", Keep: keep}
	for _, text := range texts {
		l.Append(text)
	}
	return l
}

// show is an answer of Since in a line.
func show(gap *Gap, events []Event) string {
	var parts []string
	switch {
	case gap == nil:
	case gap.Restarted && gap.To == 0 && gap.From == 1:
		parts = append(parts, "lost: nobody knows what, of another life")
	case gap.Restarted:
		parts = append(parts, fmt.Sprintf("lost: nobody knows what, of another life, and %d to %d of this", gap.From, gap.To))
	default:
		parts = append(parts, fmt.Sprintf("lost: %d to %d", gap.From, gap.To))
	}
	for _, e := range events {
		parts = append(parts, fmt.Sprintf("%d %s", e.Offset, e.Text))
	}
	if len(parts) == 0 {
		return "nothing missed"
	}
	return strings.Join(parts, " | ")
}

func check(t *testing.T, why string, l *Log, epoch string, offset uint64, want string) {
	t.Helper()
	if got := show(l.Since(epoch, offset)); got != want {
		t.Errorf("%s\n   Since(%q, %d) says  %s\n   and should say   %s", why, epoch, offset, got, want)
	}
}

func TestOffsetsCountFromOne(t *testing.T) {
	l := &Log{Epoch: "life1", Keep: 2}
	for want := uint64(1); want <= 4; want++ {
		if got := l.Append("goal"); got != want {
			t.Fatalf("Append returned offset %d for event number %d: offsets count a room's events from 1, without "+
				"holes, and go on when the log forgets the first ones", got, want)
		}
	}
}

func TestNothingIsLostWhileAllIsKept(t *testing.T) {
	l := said(10, "a", "b", "c", "d")
	check(t, "A member has seen events 1 and 2 and was away for 3 and 4.", l, "life1", 2, "3 c | 4 d")
	check(t, "A member has seen none of the room's events.", l, "life1", 0, "1 a | 2 b | 3 c | 4 d")
	check(t, "A member was away, and nothing was said meanwhile.", l, "life1", 4, "nothing missed")
	check(t, "Nothing was ever said.", said(10), "life1", 0, "nothing missed")
}

func TestWhatIsForgottenIsToldOf(t *testing.T) {
	l := said(2, "a", "b", "c", "d", "e") // 4 and 5 are kept
	check(t, "Of the four events that it missed, two are forgotten.", l, "life1", 1, "lost: 2 to 3 | 4 d | 5 e")
	check(t, "It missed one of those that are forgotten.", l, "life1", 2, "lost: 3 to 3 | 4 d | 5 e")
	check(t, "What is forgotten it has seen: nothing is lost for this member.", l, "life1", 3, "4 d | 5 e")
	check(t, "It has seen all but the last.", l, "life1", 4, "5 e")
}

func TestAnotherLifeHasOtherOffsets(t *testing.T) {
	l := said(10, "x", "y", "z") // of the life called life1
	const why = "The member knows a life of the room that is over. The offset is one of that life: compared with this life's\n" +
		"offsets it means nothing, and all that is kept of this life is new to the member."
	check(t, why, l, "life0", 3, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z")
	check(t, why, l, "life0", 1, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z")
	check(t, why, l, "life0", 900, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z")
	check(t, why, said(10), "life0", 3, "lost: nobody knows what, of another life")
	check(t, "Of this life, too, something is forgotten already.", said(2, "x", "y", "z"), "life0", 3,
		"lost: nobody knows what, of another life, and 1 to 1 of this | 2 y | 3 z")
	check(t, "No member can have seen event 4 of a life that has had three events: it knows another life, whatever it says.",
		l, "life1", 4, "lost: nobody knows what, of another life | 1 x | 2 y | 3 z")
}

func TestWhatWasReturnedStays(t *testing.T) {
	for _, knows := range []struct {
		epoch  string
		offset uint64
	}{{"life1", 0}, {"life1", 1}, {"life0", 0}} {
		l := said(3, "gone", "a", "b", "c")
		_, events := l.Since(knows.epoch, knows.offset)
		before := slices.Clone(events)
		for range 10 {
			l.Append("later")
		}
		if !slices.Equal(events, before) {
			t.Errorf("Since returned %s, and after more was said the same slice holds %s.\n"+
				"It is still being sent to a slow member: the log must not write over it.", show(nil, before), show(nil, events))
		}
	}
}

// A member drops out at any time, and comes back: what it has, and what it was told is lost, is everything.
func TestNothingIsLostWithoutAWord(t *testing.T) {
	for keep := 1; keep <= 6; keep++ {
		for away := range 10 { // events that pass while it is away
			l := said(keep, "1", "2", "3")
			for n := range away {
				l.Append(fmt.Sprint(4 + n))
			}
			gap, events := l.Since("life1", 3)
			next := uint64(4)
			if gap != nil {
				next = gap.To + 1
			}
			for _, e := range events {
				if e.Offset != next || e.Text != fmt.Sprint(next) {
					break
				}
				next++
			}
			if next != uint64(4+away) {
				t.Fatalf("The log keeps %d events. A member had seen 3, and %d passed while it was away. It was told:\n   %s\n"+
					"From 4 to %d each event has to be either there, with its own offset, or told as lost.",
					keep, away, show(gap, events), 3+away)
			}
		}
	}
}
