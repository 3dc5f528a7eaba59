package tcp

import (
	"bytes"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestTransfer sends 300 kB in both directions at once over links that lose, hold, double and jitter, between
// ends that know all options or not. Everything arrives, in order, once, and both ends come to rest.
func TestTransfer(t *testing.T) {
	links := map[string]link.Config{
		"perfect":  {Delay: 10 * ms},
		"lossy":    {Delay: 20 * ms, Loss: 0.05},
		"shuffled": {Delay: 20 * ms, Reorder: 0.05, ReorderBy: 30 * ms, Duplicate: 0.02},
		"narrow":   {Delay: 15 * ms, Bandwidth: 5_000_000, Queue: 64 << 10, Jitter: 5 * ms, Loss: 0.01},
	}
	for _, name := range []string{"3g", "satellite", "bursty"} {
		p, err := link.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		links[name] = p.Up
	}
	options := map[string]Config{
		"all options": {}, "no SACK": {NoSACK: true}, "no timestamps": {NoTimestamps: true},
		"no window scale": {NoWindowScale: true}, "none": {NoSACK: true, NoTimestamps: true, NoWindowScale: true},
	}
	for name, l := range links {
		for option, config := range options {
			t.Run(name+"/"+option, func(t *testing.T) {
				p := newPair(t, l, 7, config)
				for i := range p.left {
					p.left[i], p.shut[i] = text(300_000-i), true
				}
				for p.now < time.Hour && !(p.finished(0) && p.finished(1)) {
					p.run(time.Second)
				}
				for i := range p.got {
					if !bytes.Equal(p.got[i].Bytes(), text(300_000-(1-i))) {
						t.Errorf("end %d has got %d bytes, not the ones that were sent", i, p.got[i].Len())
					}
				}
				p.run(10 * time.Minute)
				p.states(Closed, Closed)
				t.Log(p.now, p.ends[0].Stats(), p.ends[1].Stats())
			})
		}
	}
}

// finished says that an end has got all that it will.
func (p *pair) finished(i int) bool {
	if p.ends[i] == nil {
		return false
	}
	_, last := p.ends[i].Readable()
	return last && len(p.left[i]) == 0
}

// TestNoGarbage: once a connection is under way, a message there and back makes nothing that has to be collected.
func TestNoGarbage(t *testing.T) {
	var ends [2]*Conn
	var wire [2][]Segment
	var store [2][]byte
	for i := range ends {
		wire[i], store[i] = make([]Segment, 0, 100), make([]byte, 0, 100_000)
	}
	config := func(i int) Config {
		return Config{Output: func(s *Segment) {
			c := *s
			at := len(store[i])
			store[i] = append(store[i], s.Data...)
			c.Data = store[i][at:]
			wire[i] = append(wire[i], c)
		}}
	}
	ends[0] = Dial(0, config(0))
	ends[1] = Accept(0, config(1), &wire[0][0])
	now := time.Duration(0)
	message, buffer := text(200), make([]byte, 1000)
	settle := func() {
		for len(wire[0])+len(wire[1]) > 0 {
			for i := range wire {
				now += 10 * ms
				for k := range wire[i] {
					ends[1-i].Input(now, &wire[i][k])
				}
				wire[i], store[i] = wire[i][:0], store[i][:0]
			}
		}
	}
	turn := func() {
		for i, c := range ends {
			c.Write(now, message)
			settle()
			if n := ends[1-i].Read(now, buffer); n != len(message) {
				t.Fatalf("read %d bytes", n)
			}
		}
	}
	settle()
	for range 50 {
		turn()
	}
	if n := testing.AllocsPerRun(1000, turn); n > 0 {
		t.Errorf("%v allocations a round trip", n)
	}
}
