package place

import (
	"encoding/binary"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/internal/network/packet"
)

const ms = time.Millisecond

// datagram is a UDP packet of IPv4 with so many bytes of payload, without checksums.
func datagram(payload int) []byte {
	b := make([]byte, 28+payload)
	b[0], b[8], b[9] = 0x45, 64, 17
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	copy(b[12:], []byte{10, 0, 0, 1, 10, 0, 0, 2})
	binary.BigEndian.PutUint16(b[22:], 7102)
	binary.BigEndian.PutUint16(b[24:], uint16(8+payload))
	return b
}

// sent is a datagram of 100 bytes that enters the link at some time and arrives 10 ms later.
func sent(at time.Duration) packet.Record {
	return packet.Record{Time: at, Up: true, Data: datagram(72), Arrives: at + 10*ms}
}

// TestMeterPhases: a packet belongs to the phase in which it enters the link. What enters at the very moment
// at which a phase begins belongs to that, even if the meter is told of the phase later.
func TestMeterPhases(t *testing.T) {
	m := NewMeter(packet.Unframed, true)
	m.See(sent(1 * ms))
	m.See(sent(5 * ms))
	m.Begin(5 * ms)
	m.See(sent(7*ms), sent(7*ms))
	m.See(sent(8 * ms))
	m.See(sent(9 * ms))
	m.Close(9 * ms)
	m.See(sent(20 * ms))
	m.Stop(21 * ms)
	m.See(sent(22 * ms))
	var s bench.Samples
	m.Report(&s)
	checks.Equal(t, "set-up", s.Wire.SetUp.Packets, 1)
	checks.Equal(t, "messages", s.Wire.Messages.Packets, 4)
	checks.Equal(t, "close", s.Wire.Close.Packets, 2)
	checks.Equal(t, "bytes of all, after the end not counted", s.Wire.Bytes, 700)
	checks.Equal(t, "kept", len(s.Packets), 7)
	checks.Equal(t, "start", s.Start, 5*ms)
	checks.Equal(t, "close", s.Close, 9*ms)
	checks.Equal(t, "there is no stream in which messages wait", s.Stalls == nil, true)
}

// TestMeterPassed: the link's own copies are no packets that hosts have sent.
func TestMeterPassed(t *testing.T) {
	m := NewMeter(packet.Unframed, false)
	lost, twice := sent(2*ms), sent(3*ms)
	lost.Arrives = bench.Never
	twice.Copy = true
	m.See(sent(1*ms), lost, sent(3*ms), twice)
	sent, arrived := m.Passed()
	checks.Equal(t, "sent", sent, 3)
	checks.Equal(t, "arrived", arrived, 2)
	var s bench.Samples
	m.Report(&s)
	checks.Equal(t, "kept", len(s.Packets), 0)
}

// TestNilMeter may be told of everything: where packets are not ours to see, there is none.
func TestNilMeter(t *testing.T) {
	var m *Meter
	m.Begin(0)
	m.See(sent(0))
	m.Close(0)
	m.Stop(0)
}
