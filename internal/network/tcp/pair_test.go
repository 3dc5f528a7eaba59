package tcp

import (
	"bytes"
	"net/netip"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

const ms = time.Millisecond

// A pair is two ends of a connection on a link, in a time that jumps from one event to the next. What goes
// from one to the other is written and read as bytes.
type pair struct {
	t      *testing.T
	now    time.Duration
	config [2]Config
	ends   [2]*Conn // the one that dials first
	ways   [2]*link.Link
	air    link.Transit[flying]

	lose func(from int, s *Segment) bool              // nil: only the link does
	see  func(from int, s *Segment, at time.Duration) // each segment that is sent; nil: nobody
	mute [2]bool                                      // its program does not read
	got  [2]bytes.Buffer                              // what its program has read
	left [2][]byte                                    // what its program has still to write
	shut [2]bool                                      // and says then that this was all

	saw [2]witness
}

type flying struct {
	to   int
	data []byte
}

var addrs = [2]netip.AddrPort{netip.MustParseAddrPort("10.0.0.2:5000"), netip.MustParseAddrPort("10.0.0.1:7")}

// newPair makes a pair on a link that is the same in both directions, and dials. Whoever is dialled appears when
// the SYN arrives.
func newPair(t *testing.T, l link.Config, seed uint64, config ...Config) *pair {
	return newPairOn(t, link.Profile{Up: l, Down: l}, seed, config...)
}

func newPairOn(t *testing.T, l link.Profile, seed uint64, config ...Config) *pair {
	p := &pair{t: t, saw: [2]witness{{T: t}, {T: t}}}
	p.ways = [2]*link.Link{link.New(l.Up, seed, link.Up), link.New(l.Down, seed, link.Down)}
	copy(p.config[:], config)
	for i := range p.config {
		p.config[i].Output = func(s *Segment) { p.send(i, s) }
		p.config[i].Phase = time.Duration(seed*1234567%4000) * time.Microsecond
		if p.config[i].ISS == 0 {
			p.config[i].ISS = Seq(0xfffffff0 - uint32(i)) // so that it wraps soon
		}
	}
	p.ends[0] = Dial(0, p.config[0])
	return p
}

func (p *pair) send(from int, s *Segment) {
	p.saw[from].sends(p.now, s, &p.saw[1-from])
	if p.see != nil {
		p.see(from, s, p.now)
	}
	if p.lose != nil && p.lose(from, s) {
		return
	}
	data := Append(nil, addrs[from], addrs[1-from], 0, s)
	flow := link.Flow{From: addrs[from].Addr(), To: addrs[1-from].Addr()}
	v := p.ways[from].Admit(p.now, flow, len(data))
	if v.Fate.Arrives() {
		p.air.Add(v.At, link.Direction(from), flying{1 - from, data})
	}
	if v.Duplicate {
		p.air.Add(v.DuplicateAt, link.Direction(from), flying{1 - from, data})
	}
}

// run lets time pass.
func (p *pair) run(d time.Duration) {
	p.t.Helper()
	for until := p.now + d; ; {
		p.programs()
		at, do := until, func() {}
		for i, c := range p.ends {
			if c == nil {
				continue
			}
			if due, ok := c.Deadline(); ok && due < at {
				at, do = due, func() { p.ends[i].Advance(p.now) }
			}
		}
		if due, ok := p.air.Next(); ok && due < at {
			at, do = due, p.arrive
		}
		p.now = max(p.now, at)
		if do(); p.now >= until {
			return
		}
	}
}

// arrive delivers the next packet.
func (p *pair) arrive() {
	f := p.air.Take()
	var s Segment
	if _, _, err := Parse(f.data, &s); err != nil {
		p.t.Fatal(err)
	}
	p.saw[f.to].takes(&s, &p.saw[1-f.to])
	switch c := p.ends[f.to]; {
	case c != nil:
		c.Input(p.now, &s)
	case s.Flags.Has(SYN) && !s.Flags.Has(ACK):
		p.ends[f.to] = Accept(p.now, p.config[f.to], &s)
	}
}

// programs read what there is and write what there is room for.
func (p *pair) programs() {
	b := make([]byte, 64<<10)
	for i, c := range p.ends {
		if c == nil || c.State() == SynSent || c.State() == SynReceived {
			continue
		}
		for !p.mute[i] {
			n := c.Read(p.now, b)
			if n == 0 {
				break
			}
			p.got[i].Write(b[:n])
		}
		if len(p.left[i]) > 0 && c.Writable() {
			n := c.Write(p.now, p.left[i])
			p.left[i] = p.left[i][n:]
		}
		if p.shut[i] && len(p.left[i]) == 0 {
			p.shut[i] = false
			c.CloseWrite(p.now)
		}
	}
}

// text is n bytes in which each place can be told from others.
func text(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

// connect dials and lets the handshake take place.
func connect(t *testing.T, delay time.Duration, config ...Config) *pair {
	t.Helper()
	p := newPair(t, link.Config{Delay: delay}, 1, config...)
	p.run(4 * delay)
	for i, c := range p.ends {
		if c == nil || c.State() != Established {
			t.Fatalf("end %d: not established", i)
		}
	}
	return p
}

// states checks in which state each end is.
func (p *pair) states(want ...State) {
	p.t.Helper()
	for i, c := range p.ends {
		if c.State() != want[i] {
			p.t.Errorf("at %v end %d is %v, not %v", p.now, i, c.State(), want[i])
		}
	}
}
