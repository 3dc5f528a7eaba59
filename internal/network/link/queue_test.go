package link

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"
)

// Packets that come faster than the link leave it at its rate, and no faster.
func TestBandwidth(t *testing.T) {
	for _, bandwidth := range []int64{1000, 384_000, 5 * mbit, 1*gbit + 7, 100 * gbit} {
		const size = 1500
		each := time.Duration(size * bitsPerByte / bandwidth)
		packets := send(New(Config{Delay: ms(20), Bandwidth: bandwidth}, 1, Up), 10_000, size, each/2)
		var bits int64
		var last time.Duration
		for i, p := range packets {
			if !arrives(p) {
				continue
			}
			bits += 8 * size
			last = p.At - ms(20)
			exact := time.Duration((bits*int64(time.Second) + bandwidth - 1) / bandwidth)
			if bits/8 < 1<<16 && last != exact {
				t.Fatalf("%d bit/s: packet %d leaves at %v, want %v", bandwidth, i, last, exact)
			}
		}
		rate := float64(bits) / last.Seconds()
		isNear(t, "rate", rate/float64(bandwidth), 1, 1e-6)
	}
}

// The queue takes just what it has room for, whatever comes.
func TestQueue(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for _, c := range []Config{
		{Bandwidth: 384_000},
		{Bandwidth: 5 * mbit, Queue: 1500},
		{Bandwidth: 1_234_567, Queue: 10_000},
		{Bandwidth: 1 * gbit, Queue: 1 << 20, Loss: 0.5},
	} {
		l := New(c, 1, Up)
		gap := int64(770*8*time.Second) / c.Bandwidth // twice what the link can take, on average
		var now time.Duration
		var free big.Rat // when everything so far has left, in seconds
		full := 0
		for i := range 20_000 {
			now += time.Duration(random.Int64N(gap))
			if i%5000 > 4000 {
				now += time.Duration(gap) // less than it can take: the queue empties
			}
			size := 40 + random.IntN(1461)
			time := big.NewRat(int64(now), 1e9)
			if free.Cmp(time) < 0 {
				free.Set(time)
			}
			waiting := new(big.Rat).Sub(&free, time)
			waiting.Mul(waiting, big.NewRat(c.Bandwidth, 8)) // bytes
			waiting.Add(waiting, big.NewRat(int64(size), 1))
			fits := waiting.Cmp(big.NewRat(int64(c.Room()), 1)) <= 0

			if v := l.Admit(now, ada, size); (v.Fate != QueueFull) != fits {
				t.Fatalf("%+v: packet %d is %v, and would make %s bytes wait", c, i, v.Fate, waiting.FloatString(3))
			} else if fits {
				free.Add(&free, big.NewRat(int64(size)*8, c.Bandwidth))
				if exact, _ := new(big.Rat).Mul(&free, big.NewRat(1e9, 1)).Float64(); v.Fate == Delivered &&
					(float64(v.At) < exact-1e-3 || float64(v.At) > exact+1) {
					t.Fatalf("%+v: packet %d leaves at %d, want %v", c, i, v.At, exact)
				}
			} else {
				full++
			}
		}
		if full == 0 || full == 20_000 {
			t.Errorf("%+v: the queue was full for %d of 20,000 packets", c, full)
		}
	}
}

// A packet that is lost on the way was sent all the same.
func TestLostPacketsTakeBandwidth(t *testing.T) {
	config := Config{Bandwidth: 1 * mbit}
	without := send(New(config, 1, Up), 40, 1500, 0)
	config.Loss = 0.5
	for i, p := range send(New(config, 1, Up), 40, 1500, 0) {
		if arrives(p) && p.At != without[i].At {
			t.Errorf("packet %d leaves at %v, without loss at %v", i, p.At, without[i].At)
		}
	}
}

// Without a limit nothing waits, however much comes at once.
func TestNoBandwidthLimit(t *testing.T) {
	for _, p := range send(New(Config{Delay: ms(5)}, 1, Up), 1000, 1500, 0) {
		if p.Verdict != (Verdict{Fate: Delivered, At: ms(5)}) {
			t.Fatalf("%+v", p.Verdict)
		}
	}
}
