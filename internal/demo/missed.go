package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/term/words"
)

// showMissed has eve drop out of a room for two seconds while ada reports three goals, and shows what eve
// gets when she is back. A new connection knows nothing of the one before it. What brings events back is
// what both sides have kept: the server its last events, and the client how far it has seen which life of
// the room.
func showMissed(ctx context.Context, s stage.Stage, w io.Writer) error {
	fmt.Fprintln(w, "eve has seen room blue up to event 2, and her connection ends. Ada reports 3\n"+
		"goals. 2 s later eve is back: > is what she sends, < all that she receives.")
	history := s.Number("history", 2)
	for i, c := range []comeback{
		{what: "She joins as she did the first time"},
		{what: "She says how far she had seen the room", resume: true},
		{what: fmt.Sprintf("The same, but the server keeps only the room's last %s", words.Count(history, "event")), resume: true, history: history},
		{what: "The same, but the server was restarted meanwhile, and ada has said more", resume: true, restart: true},
	} {
		fmt.Fprintf(w, "\n%d. %s\n", i+1, c.what)
		if err := c.play(ctx, s, w); err != nil {
			return err
		}
	}
	return nil
}

// A comeback is one way in which eve comes back.
type comeback struct {
	what    string
	resume  bool // with the last event that she has seen, and the room's epoch
	history int  // how many events the server keeps of a room; 0: 256
	restart bool // the server is new when she comes, and ada has said something to it
}

func (c comeback) play(ctx context.Context, s stage.Stage, w io.Writer) error {
	lives := 0
	newEpoch := func() string { lives++; return fmt.Sprint("life", lives) }
	rooms, err := s.OpenRooms(ctx, "tcp", &hub.Hub{History: c.history, NewEpoch: newEpoch})
	if err != nil {
		return err
	}
	defer func() { rooms.Stop() }() // those that there are by then
	join := event.Request{Type: event.TypeJoin, Room: "blue", Name: "eve"}
	asAda := event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"}
	ada, _, err := rooms.Enter(ctx, s.Clients[0], asAda) // event 1
	if err != nil {
		return err
	}
	defer ada.Close()
	eve, joined, err := rooms.Enter(ctx, s.Clients[1], join) // event 2
	if err != nil {
		return err
	}

	eve.Close()
	left := func(e event.Event) bool { return e.Event == event.EventLeave } // event 3
	if _, err := stage.FirstOf(ada, left); err != nil {
		return err
	}
	if err := emitAll(ada, "goal", 3); err != nil { // events 4 to 6
		return err
	}
	time.Sleep(2 * time.Second)
	if c.restart {
		rooms.Stop()
		if rooms, err = s.OpenRooms(ctx, "tcp", &hub.Hub{NewEpoch: newEpoch}); err != nil {
			return err
		}
		again, _, err := rooms.Enter(ctx, s.Clients[0], asAda) // event 1 of this life
		if err != nil {
			return err
		}
		defer again.Close()
		if err := emitAll(again, "foul", 1); err != nil { // event 2
			return err
		}
	}

	if eve, err = rooms.Connect(ctx, s.Clients[1]); err != nil {
		return err
	}
	defer eve.Close()
	if c.resume {
		join.Epoch, join.Offset = joined.Epoch, joined.Offset
	}
	return comeBack(eve, join, w)
}

// emitAll makes so many events of a name.
func emitAll(t *stage.Talker, name string, times int) error {
	for n := 1; n <= times; n++ {
		emit := event.Request{Type: event.TypeEmit, Room: "blue", Event: name, Data: fmt.Append(nil, n)}
		if _, err := stage.AnswerTo[event.Ack](t, emit); err != nil {
			return err
		}
	}
	return nil
}

// comeBack joins, shows all that comes, and says what has become of events 4 to 6, the goals.
func comeBack(t *stage.Talker, join event.Request, w io.Writer) error {
	if err := t.Say(join); err != nil {
		return err
	}
	replies, err := t.Rest()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "> %s\n", join.JSON())
	recovered, told := 0, 0
	for _, reply := range replies {
		fmt.Fprintf(w, "< %s", reply.Line())
		switch r := reply.(type) {
		case event.Event:
			if r.Event == "goal" {
				recovered++
			}
		case event.Gap:
			told = int(min(max(r.To, 3), 6)) - 3
			if r.Epoch != join.Epoch {
				told = 3 // all, though nobody says how many they were
			}
		}
	}
	_, err = fmt.Fprintf(w, "goals: %d recovered, %d told as lost, %d lost without a word\n",
		recovered, told, 3-recovered-told)
	return err
}
