package link

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"
)

// Whatever the link and whatever comes, Admit does not panic, and on a valid link it keeps its word.
func FuzzAdmit(f *testing.F) {
	f.Add(int64(20e6), int64(5e6), 0.0, 0.01, 0.2, 0.8, 0.1, 0.05, int64(30e6), 0.01, int64(5e6), 0, []byte("packets"))
	f.Add(int64(0), int64(0), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, int64(0), 0.0, int64(1), 1, []byte("\xff\xff\x00"))
	f.Add(int64(9), int64(9), 0.5, 0.0, 0.0, 0.0, 0.0, 1.0, int64(1), 1.0, int64(1e9), 1500, []byte("\xff\xff\x00"))
	f.Fuzz(func(t *testing.T, delay, jitter int64, loss, p, r, lossBad, lossGood, reorder float64,
		reorderBy int64, duplicate float64, bandwidth int64, queue int, packets []byte,
	) {
		admitAny(t, Config{
			Delay: time.Duration(delay), Jitter: time.Duration(jitter),
			Loss:    loss,
			Burst:   GilbertElliott{P: p, R: r, LossBad: lossBad, LossGood: lossGood},
			Reorder: reorder, ReorderBy: time.Duration(reorderBy),
			Duplicate: duplicate,
			Bandwidth: bandwidth, Queue: queue,
		}, packets)
	})
}

// The same for links that are all valid, which chance seldom makes.
func TestAnyValidLink(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	packets := make([]byte, 200)
	for range 1000 {
		var c Config
		c.Delay = time.Duration(random.Int64N(1 << random.IntN(41)))
		c.Jitter = time.Duration(random.Int64N(int64(c.Delay) + 1))
		c.Reorder, c.ReorderBy = random.Float64(), time.Duration(1+random.Int64N(1<<random.IntN(41)))
		c.Duplicate = random.Float64()
		if random.IntN(2) == 0 {
			c.Loss = random.Float64()
		} else {
			c.Burst = GilbertElliott{1 - random.Float64(), 1 - random.Float64(), random.Float64(), random.Float64()}
		}
		if random.IntN(3) > 0 {
			c.Bandwidth = minBandwidth + random.Int64N(1<<random.IntN(62))
			c.Queue = minQueue + random.IntN(1<<random.IntN(30))
		}
		if err := c.Validate(); err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		for i := range packets {
			packets[i] = byte(random.Uint32())
		}
		admitAny(t, c, packets)
	}
}

// admitAny sends packets, of which each byte makes one. On a valid link nothing arrives before it was
// sent, nor later than the settings allow.
func admitAny(t *testing.T, c Config, packets []byte) {
	valid := c.Validate() == nil
	c.Describe()
	if _, err := json.Marshal(c); valid && err != nil {
		t.Errorf("%+v: %v", c, err)
	}
	if g := c.Burst; valid && !(isShare(g.BadShare()) && isShare(g.MeanLoss())) {
		t.Errorf("%+v: share %v, loss %v", g, g.BadShare(), g.MeanLoss())
	}

	longest := c.Delay + c.Jitter
	if valid && c.Bandwidth > 0 {
		longest += time.Duration(int64(c.Room())*bitsPerByte/c.Bandwidth) + 1
	}
	l, now := New(c, 1, Up), time.Duration(0)
	for i, b := range packets {
		now += time.Duration(b) << (i % 40)
		v := l.Admit(now, []Flow{ada, eve}[b&1], (int(b)-1)<<(i%60))
		took := v.At - now
		if v.Fate == Held {
			took -= c.ReorderBy
		}
		switch {
		case !valid:
		case !v.Fate.Arrives() && v != Verdict{Fate: v.Fate}:
			t.Fatalf("%+v: %+v", c, v)
		case v.Fate.Arrives() && (took < 0 || took > longest):
			t.Fatalf("%+v: a packet of %v is %v at %v", c, now, v.Fate, v.At)
		case v.Duplicate && (v.DuplicateAt < v.At || v.DuplicateAt > v.At+2*c.Jitter):
			t.Fatalf("%+v: a packet at %v and its copy at %v", c, v.At, v.DuplicateAt)
		case !v.Duplicate && v.DuplicateAt != 0:
			t.Fatalf("%+v: no copy, at %v", c, v.DuplicateAt)
		}
	}
}
