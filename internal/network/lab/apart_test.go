package lab

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestApart: a packet arrives at the first instant that is free, whatever was asked for before.
func TestApart(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	n := &Net{taken: map[time.Duration]time.Duration{}}
	taken := map[time.Duration]bool{}
	for range 2000 {
		asked := time.Duration(random.IntN(1000))
		want := asked
		for taken[want] {
			want++
		}
		taken[want] = true
		if got := n.apart(asked); got != want {
			t.Fatalf("who asks for %d gets %d, want %d", asked, got, want)
		}
	}
}
