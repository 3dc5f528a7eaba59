package demo

import (
	"slices"
	"strings"
	"testing"

	"wirelab/internal/picture/picturetest"
)

// TestPictures: what a demonstration draws can be read, and is the same each time.
func TestPictures(t *testing.T) {
	for _, d := range All() {
		if !d.Drawn() {
			continue
		}
		t.Run(d.Name, func(t *testing.T) {
			svg, err := d.Draw(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			picturetest.Check(t, svg)
			if again, err := d.Draw(t.Context()); err != nil || again != svg {
				t.Errorf("drawn again, it is another picture (%v)", err)
			}
		})
	}
}

// says are the texts of a demonstration's picture.
func says(t *testing.T, name string) (all []string) {
	t.Helper()
	for _, d := range All() {
		if d.Name != name {
			continue
		}
		svg, err := d.Draw(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range picturetest.Read(t, svg).Texts {
			all = append(all, b.Words)
		}
	}
	return all
}

// TestRetryPicture: the order goes out twice, the first acknowledgement is lost, and the second is of the same event.
func TestRetryPicture(t *testing.T) {
	all := strings.Join(says(t, "retry"), "\n")
	for text, want := range map[string]int{"emit: pizza, id 7": 2, "ack: event 3": 2, "duplicate": 1, "lost by the link": 1} {
		if n := strings.Count(all, text); n != want {
			t.Errorf("%q stands there %d times, want %d:\n%s", text, n, want, all)
		}
	}
}

// TestRoomsPicture: each emit is a column in which those have heard it who are in its room; bob's is a gap while he is not
// connected.
func TestRoomsPicture(t *testing.T) {
	all := says(t, "rooms")
	for _, want := range []string{"bob's connection ends", "bob joins blue", "joe: blue", "not connected"} {
		if !slices.Contains(all, want) {
			t.Errorf("there is no %q in %q", want, all)
		}
	}
	for rooms, want := range map[string]int{"blue": heardBlue, "green": heardGreen, "-": notHeard, "gone": notThere} {
		if got := stateOf(rooms); got != want {
			t.Errorf("%q is state %d, want %d", rooms, got, want)
		}
	}
}
