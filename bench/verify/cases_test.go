package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// A load is tried where it takes no more than 70 % of the link in either direction.
func TestFits(t *testing.T) {
	on := func(up, down int64) link.Profile {
		return link.Profile{Up: link.Config{Bandwidth: up, Delay: time.Millisecond}, Down: link.Config{Bandwidth: down}}
	}
	// 1,000 B over UDP are 1,028 in a packet: 100 a second are 822,400 bit/s, and 70 % of 1,174,858.
	c := Case{Transport: "udp", Rate: 100, Size: 1000}
	for _, test := range []struct {
		link link.Profile
		want bool
	}{
		{on(0, 0), true},
		{on(1_174_900, 1_174_900), true},
		{on(1_174_800, 0), false},
		{on(0, 1_174_800), false},
	} {
		c.Link = test.link
		if c.fits() != test.want {
			t.Errorf("%v on %+v: %v", c, test.link, c.fits())
		}
	}
	c.Transport = "tcp" // which has larger headers, and acknowledgements
	if c.Link = on(1_174_900, 0); c.fits() {
		t.Error("TCP takes no more than UDP")
	}
	bulk := Case{Transport: "tcp", Kind: Bulk, Size: 1000, Link: link.Profile{}}
	if bulk.fits() {
		t.Error("a transfer on a link that takes no time")
	}
}

func TestCases(t *testing.T) {
	for _, quick := range []bool{false, true} {
		cases, err := Cases(DefaultLinks(), Loads()[:1], quick)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, c := range cases {
			seen[c.Link.Name]++
			for _, net := range []string{"lab", "kernel"} {
				if c.Kind == Bulk {
					continue
				}
				if err := c.plan(net, 1).Validate(); err != nil {
					t.Errorf("%s, %v on %s: %v", c.Link.Name, c, net, err)
				}
			}
		}
		for _, name := range DefaultLinks() {
			if seen[name] < 3 {
				t.Errorf("quick %v: %d rows for %s", quick, seen[name], name)
			}
		}
	}
	if _, err := Cases([]string{"moon"}, Loads(), false); err == nil {
		t.Error("there is a link moon")
	}
}

// TestSlowCases: lone losses are looked at, on the links that have enough of them, with enough messages for
// a 99th percentile.
func TestSlowCases(t *testing.T) {
	cases, err := Cases([]string{"lan", "satellite", "lossy", "bursty"}, Loads()[:1], false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range cases {
		if c.Kind == Bulk || c.Rate > 2 {
			continue
		}
		got = append(got, fmt.Sprintf("%s %v", c.Link.Name, c))
		if n := c.Rate * c.Duration.Seconds(); n < 100 {
			t.Errorf("%s, %v: %g messages", c.Link.Name, c, n)
		}
	}
	want := []string{"lossy tcp 1/s 200 B", "lossy tcp 2/s 200 B", "bursty tcp 1/s 200 B", "bursty tcp 2/s 200 B"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What the machine adds is told for a share of the trials.
func TestAdded(t *testing.T) {
	var outcomes []Outcome
	for i := range 10 {
		outcomes = append(outcomes, Outcome{P50: time.Duration(10-i) * time.Millisecond, P90: 20 * time.Millisecond, P99: time.Second})
	}
	got := added(outcomes, time.Millisecond, 0.9)
	if want := (Added{8 * time.Millisecond, 19 * time.Millisecond, 999 * time.Millisecond}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
	if got := added(outcomes, 0, 0.5).P50; got != 5*time.Millisecond {
		t.Errorf("the median is %v", got)
	}
}

// No more run at a time than the crowd's size, all are done, and an error keeps the rest from starting.
func TestInCrowd(t *testing.T) {
	var now, most, did atomic.Int32
	err := inCrowd(t.Context(), 20, 3, func(context.Context, int) error {
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(10 * time.Millisecond) // so that others would start, if they could
		now.Add(-1)
		did.Add(1)
		return nil
	})
	if err != nil || did.Load() != 20 || most.Load() > 3 {
		t.Errorf("%d done, %d at a time, %v", did.Load(), most.Load(), err)
	}
	broken := errors.New("broken")
	var begun []int
	err = inCrowd(t.Context(), 20, 1, func(_ context.Context, i int) error {
		begun = append(begun, i)
		return broken
	})
	if !errors.Is(err, broken) || !slices.Equal(begun, []int{0}) {
		t.Errorf("%v, and begun were %v", err, begun)
	}
}
