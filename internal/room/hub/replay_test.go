package hub

import (
	"fmt"
	"testing"
)

// gap returns a gap in the room blue.
func gap(from, to int, epoch string) string {
	return fmt.Sprintf(`{"type":"gap","room":"blue","from":%d,"to":%d,"epoch":%q}`, from, to, epoch)
}

// events returns events from to to, as sayTo makes them.
func events(from, to int) (lines []string) {
	for n := from; n <= to; n++ {
		if n == 1 {
			lines = append(lines, did(1, "ada", "join"))
			continue
		}
		lines = append(lines, said(n, "ada", fmt.Sprint(n)))
	}
	return lines
}

// sayTo fills the room blue with ada's events up to last.
func sayTo(ada *client, last int) {
	for n := 2; n <= last; n++ {
		ada.send(say(fmt.Sprint(n)))
		ada.lines()
	}
}

func TestReplay(t *testing.T) {
	// In all of these the room has had 10 events and is of epoch e1.
	tests := []struct {
		name    string
		history int
		epoch   string
		offset  int
		gap     string // "" for none
		first   int    // of the events; 0 for none
	}{
		{"nothing was missed", 256, "e1", 10, "", 0},
		{"some, all held", 256, "e1", 7, "", 8},
		{"all, all held", 256, "e1", 0, "", 1},
		{"just what is held", 4, "e1", 6, "", 7},
		{"one more than is held", 4, "e1", 5, gap(6, 6, "e1"), 7},
		{"much more than is held", 4, "e1", 0, gap(1, 6, "e1"), 7},
		{"another epoch, all held", 256, "e0", 7, gap(1, 0, "e1"), 1},
		{"another epoch, some held", 4, "e0", 7, gap(1, 6, "e1"), 7},
		{"another epoch, as far as this one", 4, "e0", 10, gap(1, 6, "e1"), 7},
		{"beyond the last", 4, "e1", 11, gap(1, 6, "e1"), 7},
		{"beyond all", 256, "e1", 1<<53 - 1, gap(1, 0, "e1"), 1},
	}
	for _, test := range tests {
		want := []string{}
		if test.gap != "" {
			want = append(want, test.gap)
		}
		if test.first > 0 {
			want = append(want, events(test.first, 10)...)
		}
		asked := fmt.Sprintf(`"room":"blue","epoch":%q,"offset":%d}`, test.epoch, test.offset)

		t.Run("resume/"+test.name, func(t *testing.T) {
			h := newHub()
			h.History = test.history
			ada := enter(t, h, "blue", "ada")
			sayTo(ada, 10)
			ada.seats[0].joined = 99 // so that event 1 is like the others
			ada.send(`{"type":"resume",` + asked)
			ada.gets(want...)
		})
		t.Run("join/"+test.name, func(t *testing.T) {
			h := newHub()
			h.History = test.history
			ada := enter(t, h, "blue", "ada")
			sayTo(ada, 10)
			eve := connect(t, h)
			eve.send(`{"type":"join",` + asked)
			joined := `{"type":"joined","room":"blue","epoch":"e1","offset":11,"member":"guest"}`
			eve.gets(append([]string{joined}, want...)...)
			ada.gets(did(11, "guest", "join"))
		})
	}
}

func TestResumeElsewhere(t *testing.T) {
	h := newHub()
	enter(t, h, "blue", "ada")
	eve := enter(t, h, "green", "eve")
	eve.send(`{"type":"resume","room":"blue","epoch":"e1","offset":0,"id":7}`)
	eve.gets(`{"type":"error","code":"not-joined","reason":"you are not in that room","id":7}`)
}

// One who was alone comes back, and what was said is still there.
func TestComeBackAlone(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	sayTo(ada, 3)
	ada.Close()
	ada = connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada","epoch":"e1","offset":2}`)
	ada.gets(
		`{"type":"joined","room":"blue","epoch":"e1","offset":5,"member":"ada"}`,
		said(3, "ada", "3"), did(4, "ada", "leave"),
	)
}

// The joiner's own join is told by joined and never comes as an event, not in a replay either.
func TestOwnJoinIsNotReplayed(t *testing.T) {
	h := newHub()
	eve, ada := enter(t, h, "blue", "eve"), enter(t, h, "blue", "ada")
	eve.send(say("hi"))
	ada.lines()
	ada.send(`{"type":"resume","room":"blue","epoch":"e1","offset":0}`)
	ada.gets(did(1, "eve", "join"), said(3, "eve", "hi"))
}

// What is in the queue behind the hole comes once: in the replay.
func TestResumeTakesBack(t *testing.T) {
	h := newHub()
	ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
	ada.lines()
	ada.send(say("3"))
	eve.lines() // lost on the way
	ada.send(say("4"))
	eve.send(`{"type":"emit","id":1,"room":"blue","event":"message","data":"5"}`)
	eve.send(`{"type":"resume","room":"blue","epoch":"e1","offset":2}`)
	eve.send(`{"type":"resume","room":"blue","epoch":"e1","offset":2}`) // impatient
	ada.send(say("6"))
	eve.gets(
		`{"type":"ack","id":1,"room":"blue","offset":5}`,
		said(3, "ada", "3"), said(4, "ada", "4"), said(5, "eve", "5"), said(6, "ada", "6"),
	)
}

// However often it is asked for and whatever comes after it, a replay is one message in the queue,
// and does not change when the room forgets.
func TestReplayIsSmall(t *testing.T) {
	h := newHub()
	h.QueueMessages = 100
	h.History = 10
	ada := enter(t, h, "blue", "ada")
	sayTo(ada, 100)
	eve := connect(t, h)
	eve.send(`{"type":"join","room":"blue","name":"eve","epoch":"e1","offset":0}`)
	for range 200 {
		eve.send(`{"type":"resume","room":"blue","epoch":"e1","offset":0}`)
	}
	if n := len(eve.queue); n != 2 {
		t.Fatalf("%d messages in the queue, want 2", n)
	}
	want := []string{
		`{"type":"joined","room":"blue","epoch":"e1","offset":101,"member":"eve"}`,
		gap(1, 91, "e1"),
	}
	want = append(want, events(92, 100)...)
	for n := 102; n <= 180; n++ {
		ada.send(say(fmt.Sprint(n)))
		ada.lines()
		want = append(want, said(n, "ada", fmt.Sprint(n)))
	}
	eve.gets(want...)
}

func TestHistoryBytes(t *testing.T) {
	h := newHub()
	h.HistoryBytes = 300 // three events of 88 and a newline
	ada := enter(t, h, "blue", "ada")
	sayTo(ada, 9)
	ada.send(`{"type":"resume","room":"blue","epoch":"e1","offset":0}`)
	ada.gets(append([]string{gap(1, 6, "e1")}, events(7, 9)...)...)
}
