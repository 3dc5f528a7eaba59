package journal_test

import (
	"errors"
	"fmt"
	"time"

	"wirelab/internal/room/journal"
)

// What was appended is still there for whoever opens the journal next, and so is who was in the room.
func Example() {
	var kept journal.Memory
	kept.Append(
		journal.Entry{Room: "blue", Epoch: "k3f9", Offset: 1, Came: "ada", Event: journal.Event(`{"event":"join"}`)},
		journal.Entry{Room: "blue", Epoch: "k3f9", Offset: 2, Event: journal.Event(`{"data":"hi"}`)},
	)
	kept.Replay(func(e journal.Entry) error {
		fmt.Printf("%s %d: %s\n", e.Room, e.Offset, e.Event)
		return nil
	})
	rooms, _ := kept.Rooms()
	for _, r := range rooms {
		fmt.Println(r.Name, r.Epoch, r.Head, r.Members[0].Name)
	}
	// Output:
	// blue 1: {"event":"join"}
	// blue 2: {"data":"hi"}
	// blue k3f9 2 ada
}

// An entry that does not follow the last one is refused with all that were to be appended with it; the same group
// may be appended when it is right.
func ExampleJournal() {
	var kept journal.Journal = &journal.Memory{}
	entry := func(offset uint64) journal.Entry { return journal.Entry{Room: "blue", Epoch: "k3f9", Offset: offset} }
	fmt.Println(kept.Append(entry(1), entry(3)))
	fmt.Println(kept.Append(entry(1), entry(2)))
	stop := errors.New("that is enough")
	fmt.Println(kept.Replay(func(e journal.Entry) error { return stop }))
	// Output:
	// journal: the offset does not follow the room's last one
	// <nil>
	// that is enough
}

// Of an hour of entries, one a minute, ten minutes are kept.
func ExampleKeep() {
	kept := journal.Memory{Keep: journal.Keep{Age: 10 * time.Minute}}
	for minute := range 60 {
		kept.Append(journal.Entry{
			Time: time.Date(2026, 3, 2, 9, minute, 0, 0, time.UTC), Room: "blue", Epoch: "k3f9", Offset: uint64(minute + 1),
		})
	}
	var offsets []uint64
	kept.Replay(func(e journal.Entry) error {
		offsets = append(offsets, e.Offset)
		return nil
	})
	fmt.Println(offsets)
	// Output: [50 51 52 53 54 55 56 57 58 59 60]
}
