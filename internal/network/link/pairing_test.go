package link

import (
	"fmt"
	"testing"
	"time"
)

// One setting must not change what the others do to any packet, nor when it arrives.
func TestSettingsAreIndependent(t *testing.T) {
	const n = 20_000
	plain := Config{Delay: ms(20), Jitter: ms(20), Bandwidth: 5 * mbit}
	base := send(New(plain, 1, Up), n, 1000, 2*time.Millisecond)
	tests := []struct {
		name string
		set  func(*Config)
		may  func(Verdict) bool // which packets may differ
	}{
		{"loss", func(c *Config) { c.Loss = 0.5 }, func(v Verdict) bool { return v.Fate == Lost }},
		{
			"burst",
			func(c *Config) { c.Burst = GilbertElliott{P: 0.1, R: 0.2, LossBad: 1} },
			func(v Verdict) bool { return v.Fate == LostInBurst },
		},
		{
			"reorder",
			func(c *Config) { c.Reorder, c.ReorderBy = 0.5, ms(30) },
			func(v Verdict) bool { return v.Fate == Held },
		},
		{"duplicate", func(c *Config) { c.Duplicate = 0.5 }, func(v Verdict) bool { return v.Duplicate }},
	}
	for _, test := range tests {
		config := plain
		test.set(&config)
		changed := 0
		for i, p := range send(New(config, 1, Up), n, 1000, 2*time.Millisecond) {
			switch {
			case test.may(p.Verdict):
				changed++
				if p.Fate.Arrives() && p.At != base[i].At+map[Fate]time.Duration{Held: ms(30)}[p.Fate] {
					t.Fatalf("%s: packet %d arrives at %v, without it at %v", test.name, i, p.At, base[i].At)
				}
			case p != base[i]:
				t.Fatalf("%s: packet %d is now %+v and was %+v", test.name, i, p, base[i])
			}
		}
		if changed < n/4 {
			t.Errorf("%s: happened to %d of %d packets", test.name, changed, n)
		}
	}

	// All at once against each alone.
	config := Config{Delay: ms(20), Loss: 0.3}
	before := send(New(config, 1, Up), n, 1000, 0)
	config.Jitter, config.Reorder, config.ReorderBy, config.Duplicate = ms(20), 0.3, ms(1), 0.3
	for i, p := range send(New(config, 1, Up), n, 100, time.Second) {
		if p.Fate.Arrives() != before[i].Fate.Arrives() {
			t.Fatalf("packet %d is %v, and %v without the other settings", i, p.Fate, before[i].Fate)
		}
	}
}

// The n-th packet of a flow meets the same fate whatever its size, its time, and other flows.
func TestPairing(t *testing.T) {
	bursty := all
	bursty.Loss, bursty.Burst = 0, GilbertElliott{P: 0.1, R: 0.2, LossBad: 0.8, LossGood: 0.01}
	for _, config := range []Config{all, bursty} {
		config.Bandwidth = 0 // a full queue is what may differ
		const n = 5000
		alone := send(New(config, 1, Up), n, 100, 20*time.Millisecond)
		mixed := New(config, 1, Up)
		now := time.Duration(0)
		for i := range n {
			now += time.Duration(i%7) * time.Millisecond
			for range i % 3 {
				mixed.Admit(now, eve, 1500)
			}
			v := mixed.Admit(now, ada, 40+i%1400)
			if v.Fate != alone[i].Fate || v.Duplicate != alone[i].Duplicate {
				t.Fatalf("packet %d: %v in company, %v alone", i, v, alone[i].Verdict)
			}
		}
	}
}

// Packets that find the queue full use up their random numbers all the same.
func TestPairingWithAFullQueue(t *testing.T) {
	config := Config{Loss: 0.3, Bandwidth: 1 * mbit}
	narrow := send(New(config, 1, Up), 5000, 1500, 5*time.Millisecond)
	config.Bandwidth = 0
	full := 0
	for i, p := range send(New(config, 1, Up), 5000, 1500, 5*time.Millisecond) {
		if narrow[i].Fate == QueueFull {
			full++
		} else if p.Fate != narrow[i].Fate {
			t.Fatalf("packet %d: %v, with limited bandwidth %v", i, p.Fate, narrow[i].Fate)
		}
	}
	if full == 0 {
		t.Error("the queue was never full")
	}
}

func TestSameSeedSameVerdicts(t *testing.T) {
	one := fmt.Sprint(send(New(all, 7, Up), 5000, 1000, time.Millisecond))
	if again := fmt.Sprint(send(New(all, 7, Up), 5000, 1000, time.Millisecond)); one != again {
		t.Error("two links of the same seed and direction differ")
	}
}
