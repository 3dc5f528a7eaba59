package clock

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

const ms = time.Millisecond

// fakePacer returns a pacer in the fake time of a synctest bubble. Each look at its clock takes a
// microsecond, so that a spin ends; each nap takes longer than asked for by overshoot.
func fakePacer(spin, overshoot time.Duration, napping func(d time.Duration)) *Pacer {
	start, looks := time.Now(), time.Duration(0)
	return &Pacer{
		now:  func() time.Duration { looks++; return time.Since(start) + looks*time.Microsecond },
		spin: spin,
		nap: func(d time.Duration) {
			napping(d)
			time.Sleep(d + overshoot)
		},
	}
}

func TestPacer(t *testing.T) {
	const microsecond = time.Microsecond
	for name, test := range map[string]struct{ every, spin, overshoot, late time.Duration }{
		"naps overshoot less than the spin": {10 * ms, 2 * ms, 1 * ms, 2 * microsecond},
		"more than the spin":                {10 * ms, 2 * ms, 5 * ms, 3*ms + 10*microsecond},
		"long waits":                        {time.Minute, 2 * ms, 1 * ms, 2 * microsecond},
		"no spin":                           {10 * ms, 0, 1 * ms, 1*ms + 10*microsecond},
		"all spin":                          {1 * ms, 2 * ms, 0, 2 * microsecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var due, last time.Duration
				p := fakePacer(test.spin, test.overshoot, func(d time.Duration) {
					if left := due - last; d > left-test.spin {
						t.Errorf("a nap of %v, %v before the message is due", d, left)
					}
				})
				for i := range 500 {
					due = time.Duration(i+1) * test.every
					now, err := p.Until(t.Context(), due)
					if err != nil {
						t.Fatal(err)
					}
					if now < due || now > due+test.late { // were deadlines not absolute, lateness would grow
						t.Fatalf("message %d was due at %v and sent at %v", i, due, now)
					}
					last = now
				}
			})
		})
	}
}

func TestPacerBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fakePacer(2*ms, 0, func(time.Duration) { t.Error("it takes a nap, although it is late") })
		time.Sleep(time.Second)
		for i := range 100 { // of which 100 are overdue: one look at the clock each
			now, err := p.Until(t.Context(), time.Duration(i)*ms)
			if err != nil || now > time.Second+ms {
				t.Fatalf("%v %v", now, err)
			}
		}
	})
}

func TestPacerCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, due := range []time.Duration{time.Hour, 1010 * ms} { // asleep for long, taking a nap
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			p := fakePacer(2*ms, 0, func(time.Duration) {})
			now, err := p.Until(ctx, due)
			if !errors.Is(err, context.DeadlineExceeded) || now > time.Second+20*ms {
				t.Errorf("due at %v, cancelled after 1 s: %v at %v", due, err, now)
			}
			cancel()
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p := fakePacer(2*ms, 0, func(time.Duration) {})
		if _, err := p.Until(ctx, 0); !errors.Is(err, context.Canceled) {
			t.Errorf("due, but cancelled before: %v", err)
		}
	})
}

// The real pacer is never early. How late it is, is the machine's business.
func TestPacerReal(t *testing.T) {
	now := New()
	p := NewPacer(now)
	for due := now(); due < 60*ms; due += 3 * ms {
		if at, err := p.Until(t.Context(), due); err != nil || at < due || now() < at {
			t.Errorf("due at %v: %v %v", due, at, err)
		}
	}
}

func TestClock(t *testing.T) {
	now := New()
	if step := Step(now); step <= 0 || step > 20*ms {
		t.Errorf("the clock's smallest step is %v", step)
	}
	for last, i := now(), 0; i < 1000; i++ {
		next := now()
		if next < last {
			t.Fatalf("the clock went from %v back to %v", last, next)
		}
		last = next
	}
}
