//go:build make || solution

package once

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
)

// A kitchen bakes what is ordered, and numbers its pizzas.
type kitchen struct {
	*testing.T
	table Table
	baked uint64
}

func (k *kitchen) bake() (uint64, error) {
	k.baked++
	return k.baked, nil
}

// order orders, and checks what comes of it: pizza number want, baked now or already before.
func (k *kitchen) order(why, session string, id, want uint64, before bool) {
	k.Helper()
	had := k.baked
	offset, again, err := k.table.Do(session, id, k.bake)
	switch {
	case err != nil:
		k.Fatalf("%s\n   Do returned the error %q, and nothing went wrong", why, err)
	case before && k.baked > had:
		k.Fatalf("%s\n   It was baked again: now there are %d pizzas", why, k.baked)
	case !before && k.baked == had:
		k.Fatalf("%s\n   It was not baked: Do took it for one that it had had before", why)
	case k.baked > had+1:
		k.Fatalf("%s\n   do was called %d times", why, k.baked-had)
	case offset != want:
		k.Fatalf("%s\n   Do returned offset %d, and it is %d", why, offset, want)
	case again != before:
		k.Fatalf("%s\n   again is %v, and should be %v", why, again, before)
	}
}

func TestTheSameOrderIsCarriedOutOnce(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 10}}
	k.order("ada's first order.", "ada", 7, 1, false)
	for range 3 {
		k.order("ada has heard nothing, and says it again. She gets the answer that was lost: the same one.",
			"ada", 7, 1, true)
	}
	k.order("ada's next order has another number.", "ada", 8, 2, false)
	k.order("And her first comes once more: a copy was late.", "ada", 7, 1, true)
}

func TestNumbersBelongToASession(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 10}}
	k.order("ada's order number 1.", "ada", 1, 1, false)
	k.order("eve's order number 1. Everybody begins to count at 1: it is another order.", "eve", 1, 2, false)
	k.order("ada's once more.", "ada", 1, 1, true)
	k.order("eve's once more.", "eve", 1, 2, true)
	k.order("ada's order number 12.", "ada", 12, 3, false)
	k.order("ada1's order number 2: does your key show where the session stops?", "ada1", 2, 4, false)
}

func TestNumbersComeInAnyOrder(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 10}}
	k.order("Number 9 has overtaken number 8 on its way.", "ada", 9, 1, false)
	k.order("Here is number 8. It is lower than one that was carried out, and is new all the same.", "ada", 8, 2, false)
	k.order("Number 9 again.", "ada", 9, 1, true)
	k.order("Number 8 again.", "ada", 8, 2, true)
	k.order("Number 0 is a number, too.", "ada", 0, 3, false)
}

func TestWhatFailedIsNotDone(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 10}}
	noFlour := errors.New("no flour")
	for range 2 {
		_, again, err := k.table.Do("ada", 1, func() (uint64, error) { return 0, noFlour })
		if err != noFlour || again {
			t.Fatalf("The kitchen refused with %q.\n   Do returned the error %v and again %v: ada has to hear of the refusal, each time",
				noFlour, err, again)
		}
	}
	k.order("Now there is flour, and ada says the same again. She has had no pizza yet.", "ada", 1, 1, false)
	k.order("And once more.", "ada", 1, 1, true)
}

func TestTheTableForgets(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 3}}
	for id := uint64(1); id <= 3; id++ {
		k.order(fmt.Sprint("Order number ", id, "."), "ada", id, id, false)
	}
	for range 5 {
		k.order("Number 2 again and again: that is no new number, and must push none out.", "ada", 2, 2, true)
	}
	k.order("Three are kept: number 1 is one of them still.", "ada", 1, 1, true)
	k.order("Number 4 is carried out. Now 2, 3 and 4 are kept.", "ada", 4, 4, false)
	k.order("Number 2 is kept.", "ada", 2, 2, true)
	k.order("eve's orders push none of ada's out.", "eve", 1, 5, false)
	k.order("Number 3 is kept.", "ada", 3, 3, true)
	if _, _, err := k.table.Do("ada", 5, func() (uint64, error) { return 0, errors.New("no flour") }); err == nil {
		t.Fatal("The kitchen refused number 5, and ada has to hear of that")
	}
	k.order("Number 5 was refused, so it has pushed none out: number 2 is kept.", "ada", 2, 2, true)
	k.order("Number 1 is forgotten, and so it is done once more. That is the price of a table that does not grow for ever.",
		"ada", 1, 6, false)
}

// What was carried out first is forgotten first, whatever its number.
func TestForgetsTheFirst(t *testing.T) {
	k := &kitchen{T: t, table: Table{Keep: 2}}
	for n, id := range []uint64{9, 8, 7} {
		k.order(fmt.Sprint("Order number ", id, ". They have overtaken each other."), "ada", id, uint64(n+1), false)
	}
	k.order("Two are kept. Number 7 was carried out last.", "ada", 7, 3, true)
	k.order("Number 8 was carried out before it, and after number 9.", "ada", 8, 2, true)
}

// Whatever is lost, in either direction: who says it again until it is acknowledged gets one pizza.
func TestOnLossyWays(t *testing.T) {
	for seed := range uint64(20) {
		k := &kitchen{T: t, table: Table{Keep: 10}}
		r := rand.New(rand.NewPCG(seed, 1))
		lost := func() bool { return r.IntN(3) == 0 }
		ids := map[string]uint64{}
		for range 100 {
			session := []string{"ada", "bob", "eve"}[r.IntN(3)]
			ids[session]++
			before, tries := k.baked, 1
			for ; ; tries++ {
				if lost() {
					continue // the order
				}
				if _, _, err := k.table.Do(session, ids[session], k.bake); err != nil {
					t.Fatal(err)
				}
				if !lost() {
					break // the acknowledgement has come
				}
			}
			if k.baked != before+1 {
				t.Fatalf("%s said order number %d %d times, until it was acknowledged, and there are %d pizzas of it",
					session, ids[session], tries, k.baked-before)
			}
		}
	}
}
