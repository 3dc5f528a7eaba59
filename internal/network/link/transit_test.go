package link

import (
	"slices"
	"testing"
	"time"
)

// Packets come out by time, then direction, then the order in which they went in.
func TestTransit(t *testing.T) {
	var transit Transit[string]
	for _, p := range []struct {
		at   time.Duration
		d    Direction
		name string
	}{
		{2, Down, "down first"},
		{2, Down, "down second"},
		{3, Up, "late"},
		{2, Up, "up"},
		{2, Down, "down third"},
		{1, Down, "early"},
	} {
		transit.Add(p.at, p.d, p.name)
	}
	if at, ok := transit.Next(); at != 1 || !ok || transit.Len() != 6 {
		t.Errorf("next of %d at %v, %v", transit.Len(), at, ok)
	}
	var got []string
	for transit.Len() > 0 {
		got = append(got, transit.Take())
	}
	if want := []string{"early", "up", "down first", "down second", "down third", "late"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if at, ok := transit.Next(); ok {
		t.Errorf("it is empty, and there is one at %v", at)
	}
}
