package tcp

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// A solo is one end of a connection, to which a test plays the other. Numbers count from the first byte of each
// side.
type solo struct {
	*testing.T
	*Conn
	at   time.Duration
	out  []Segment // what it has sent since the test looked
	echo uint32    // timestamp of what it sent last
	tick uint32    // of what the test sent last
}

const (
	ourISS    = 1_000_000
	theirISS  = 5_000_000
	roundTrip = 100 * ms
)

// peerOptions are what the peer of a solo has in its SYN.
var peerOptions = Options{MSS: 1460, SACKPermitted: true, Scaled: true, WindowScale: 7, Stamped: true}

// newSolo makes a connection that is established at 100 ms, and has sent its last segment of the handshake.
func newSolo(t *testing.T, config Config, peer Options) *solo {
	t.Helper()
	s := dialSolo(t, config)
	s.wait(roundTrip)
	s.send(Segment{Flags: SYN | ACK, Seq: theirISS, Ack: ourISS + 1, Window: 65535, Options: peer})
	if s.State() != Established {
		t.Fatalf("not established, but %v", s.State())
	}
	s.out = nil
	return s
}

func dialSolo(t *testing.T, config Config) *solo {
	s := &solo{T: t}
	config.ISS = ourISS
	config.Output = func(seg *Segment) {
		if n := sizeOf(seg); n > MTU {
			t.Errorf("at %v: a packet of %d bytes: %d of data, %d SACK blocks", s.at, n, len(seg.Data), seg.Blocks)
		}
		c := *seg
		c.Data = bytes.Clone(seg.Data)
		s.out = append(s.out, c)
		s.echo = seg.TSVal
	}
	s.Conn = Dial(0, config)
	return s
}

// serverSolo is one that has had a SYN.
func serverSolo(t *testing.T, config Config) *solo {
	s := dialSolo(t, config)
	s.out = nil
	s.config.ISS = ourISS
	s.Conn = Accept(0, s.config, &Segment{Flags: SYN, Seq: theirISS, Window: 65535, Options: peerOptions})
	return s
}

// wait lets time pass, and timers go off.
func (s *solo) wait(d time.Duration) {
	for until := s.at + d; ; {
		due, ok := s.Conn.Deadline()
		if !ok || due > until {
			s.at = until
			return
		}
		s.at = max(s.at, due)
		s.Advance(s.at)
	}
}

// send has a segment arrive as it is.
func (s *solo) send(seg Segment) {
	if s.stamped && !seg.Stamped && s.State() != SynSent {
		s.tick++
		seg.Stamped, seg.TSVal, seg.TSEcr = true, s.tick, s.echo
	}
	s.Input(s.at, &seg)
}

// data has data of the peer arrive: n bytes from off on.
func (s *solo) data(off, n int, more ...Flags) {
	flags := ACK | PSH
	if len(more) > 0 {
		flags = more[0]
	}
	s.send(Segment{Flags: flags, Seq: theirISS + 1 + Seq(off), Ack: s.snd.una, Window: 512, Data: text(off + n)[off:]})
}

// acks has the peer acknowledge all before off, and the blocks, in pairs of offsets.
func (s *solo) acks(off int, blocks ...int) {
	seg := Segment{Flags: ACK, Seq: s.rcv.nxt, Ack: ourISS + 1 + Seq(off), Window: 512}
	for b := range slices.Chunk(blocks, 2) {
		seg.SACK[seg.Blocks] = Block{ourISS + 1 + Seq(b[0]), ourISS + 1 + Seq(b[1])}
		seg.Blocks++
	}
	s.send(seg)
}

// write writes n bytes.
func (s *solo) write(n int) {
	if got := s.Write(s.at, text(n)); got != n {
		s.Helper()
		s.Fatalf("%d of %d bytes written", got, n)
	}
}

// sent says what was sent since the last look: the flags but ACK, then the first byte and the one after the last
// of the data, then the blocks.
func (s *solo) sent() string {
	var all []string
	for _, seg := range s.out {
		line := strings.Join(strings.Fields(strings.ReplaceAll((seg.Flags&^PSH).String(), "ACK", ".")), "")
		if n := len(seg.Data); n > 0 {
			off := seg.Seq.minus(ourISS + 1)
			line = fmt.Sprintf("%d-%d", off, off+n)
			if seg.Flags.Has(FIN) {
				line += "F"
			}
		} else if seg.Flags == ACK {
			line = fmt.Sprintf("ack %d", seg.Ack.minus(theirISS+1))
		}
		for i := range seg.Blocks {
			b := seg.SACK[i]
			line += fmt.Sprintf(" [%d-%d]", b.Left.minus(theirISS+1), b.Right.minus(theirISS+1))
		}
		all = append(all, line)
	}
	s.out = nil
	return strings.Join(all, ", ")
}

// expect checks what was sent since the last look.
func (s *solo) expect(want string) {
	s.Helper()
	if got := s.sent(); got != want {
		s.Errorf("at %v: sent %q, want %q", s.at, got, want)
	}
}

// is checks the state and the error.
func (s *solo) is(state State, err error) {
	s.Helper()
	if s.State() != state || s.Err() != err {
		s.Errorf("at %v: %v, %v; want %v, %v", s.at, s.State(), s.Err(), state, err)
	}
}
