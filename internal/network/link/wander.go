package link

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"time"
)

// A wander is how the jitter of one path goes up and down: by how much the delay differs from
// Config.Delay, as a function of time. It does not depend on what is sent, so a path that is asked often
// shows the same delays as one that is asked seldom.
//
// It runs in straight lines from knot to knot. Knots are at least twice the jitter apart, so the delay
// falls no faster than time passes, and packets keep their order without waiting for each other. Their
// heights have the arcsine distribution, with which the lines between them spread uniformly over
// [-jitter, +jitter] (W. Van Assche, "A random variable uniformly distributed between two independent
// random variables", Sankhya A 49, 1987).
//
// Time is cut into stretches, and each has random numbers of its own: after a long silence the path need not
// draw all that nobody saw.
type wander struct {
	jitter   time.Duration
	seed     uint64
	phase    time.Duration // how far into a stretch the path is at time zero
	random   *rand.Rand
	numbers  *rand.PCG     // behind random
	end      time.Duration // of the stretch, on a clock that is phase ahead
	from, to knot          // on that clock too
}

// A knot is where two lines meet.
type knot struct{ at, offset time.Duration }

// knotsApart is how far apart knots are at least, and by how much more at most.
func (w *wander) knotsApart() time.Duration { return 2 * w.jitter }

// stretch is how long one is.
func (w *wander) stretch() time.Duration { return 100 * w.knotsApart() }

func newWander(jitter time.Duration, seed uint64) *wander {
	numbers := rand.NewPCG(seed, 0)
	w := &wander{jitter: jitter, seed: seed, numbers: numbers, random: rand.New(numbers)}
	w.phase = time.Duration(w.random.Float64() * float64(w.stretch()))
	w.begin(0)
	return w
}

// offset returns by how much the delay differs at the time now, which never runs backwards.
func (w *wander) offset(now time.Duration) time.Duration {
	now += w.phase
	if now >= w.end+w.stretch() {
		w.begin(now - now%w.stretch())
	}
	for now >= w.to.at {
		w.from, w.to = w.to, w.next()
	}
	low, part := w.from.offset, now-w.from.at
	if w.to.offset < low {
		low, part = w.to.offset, w.to.at-now
	}
	// In whole numbers, rounded down: were it rounded any other way, packets could change places by
	// a nanosecond.
	hi, lo := bits.Mul64(uint64((w.to.offset - w.from.offset).Abs()), uint64(part))
	above, _ := bits.Div64(hi, lo, uint64(w.to.at-w.from.at))
	return low + time.Duration(above)
}

// begin goes to the stretch that begins at start.
func (w *wander) begin(start time.Duration) {
	w.to = w.first(start)
	w.from, w.to = w.to, w.next()
}

// first draws the knot at the beginning of a stretch.
func (w *wander) first(start time.Duration) knot {
	w.end = start + w.stretch()
	w.numbers.Seed(w.seed, uint64(w.end))
	return knot{start, w.height()}
}

// next draws the knot after w.to. Where the end of the stretch is near, it is there.
func (w *wander) next() knot {
	apart := w.knotsApart()
	at := w.to.at + apart + time.Duration(w.random.Float64()*float64(apart))
	if at > w.end-apart {
		return w.first(w.end)
	}
	return knot{at, w.height()}
}

// height draws from the arcsine distribution: how high a random point of a circle is. No step of it
// rounds differently on a processor that multiplies and adds in one go, so it is the same on all of them.
func (w *wander) height() time.Duration {
	for {
		x, y := 2*w.random.Float64()-1, 2*w.random.Float64()-1
		square := float64(x*x) + float64(y*y)
		if square <= 1 && square > 0 { // in the disc, where all directions are equally likely
			return time.Duration(y / math.Sqrt(square) * float64(w.jitter))
		}
	}
}
