package packet_test

import (
	"testing"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

// The first of three messages was lost and is sent again: the second waits for it.
func TestReceive(t *testing.T) {
	r := packet.Receiver{Protocol: packet.LengthPrefix}
	var got []packet.Received
	for _, record := range packettest.LossyTalk() {
		for _, unit := range r.Add(record) {
			if unit.Deliverable >= record.Time {
				t.Errorf("told at %v what could be delivered at %v: %v", record.Time, unit.Deliverable, unit)
			}
			got = append(got, unit)
		}
	}
	got = append(got, r.Rest()...)
	type line struct {
		up    bool
		text  string
		stall int64
	}
	want := []line{
		{true, `message 3 B "one"`, 0},
		{true, `message 3 B "two"`, 50}, // 30 ms against 80 ms
		{false, `message 3 B "one"`, 0}, // held, and overtaken by the one after it
		{false, `message 3 B "two"`, 0},
		{false, `message 8 B "x\u001b[2J\u202e"`, 10}, // 140 ms against 150 ms
	}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, r := range got {
		if l := (line{r.Up, r.String(), r.Stall().Milliseconds()}); l != want[i] {
			t.Errorf("%d: %+v, want %+v", i, l, want[i])
		}
	}
}
