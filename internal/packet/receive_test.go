package packet

import "testing"

// The first of three messages was lost and is sent again: the second waits for it.
func TestReceive(t *testing.T) {
	got := Receive(lossyTalk(), LengthPrefix)
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
