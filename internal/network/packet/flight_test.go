package packet_test

import (
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

// TestFlightOfFIN: data and the FIN behind it may be acknowledged at once.
func TestFlightOfFIN(t *testing.T) {
	s := packettest.New(10 * time.Millisecond)
	at := s.Open(0)
	s.TCP(at, true, packet.PSH|packet.ACK, "0123456789")
	s.TCP(at, true, packet.FIN|packet.ACK, "")
	s.TCP(at+10*time.Millisecond, false, packet.ACK, "")
	var f packet.Flight
	for _, r := range s.Records {
		f.Add(r)
	}
	for _, c := range []struct {
		span time.Duration
		want int
	}{{19 * time.Millisecond, 10}, {20 * time.Millisecond, 0}} {
		if bytes, _, _ := f.At(at + c.span); bytes != c.want {
			t.Errorf("after %v: %d bytes, want %d", c.span, bytes, c.want)
		}
	}
}

// TestFlight: what is under way is what was sent and is not known to have arrived. Acknowledgements count when they arrive,
// and not when they leave; one that is lost never counts. The sequence numbers begin again at 0 on the way.
func TestFlight(t *testing.T) {
	const ms, push = time.Millisecond, packet.PSH | packet.ACK
	s := packettest.New(10 * ms)
	at, data := s.Open(0), string(make([]byte, 100))
	s.TCP(at, true, push, data)
	s.TCP(at+1*ms, true, push, data)
	second := s.Up.Seq - 100
	packettest.Lose(s.TCP(at+10*ms, false, packet.ACK, ""), link.Lost) // acknowledges both
	s.Segment(at+15*ms, false, packet.ACK, s.Down.Seq, second, "")
	s.Segment(at+30*ms, true, push, second, s.Down.Seq, data) // again
	s.TCP(at+40*ms, false, packet.ACK, "")
	s.Close(at + 60*ms) // its acknowledgement is beyond the data

	var f packet.Flight
	if _, _, begun := f.At(0); begun {
		t.Error("there is no connection, and it has begun")
	}
	for _, want := range []struct {
		at           time.Duration
		bytes, again int
	}{{0, 100, 0}, {1 * ms, 200, 0}, {24 * ms, 200, 0}, {25 * ms, 100, 0}, {31 * ms, 100, 1}, {49 * ms, 100, 1}, {50 * ms, 0, 1}, {90 * ms, 0, 1}} {
		for ; len(s.Records) > 0 && s.Records[0].Time <= at+want.at; s.Records = s.Records[1:] {
			f.Add(s.Records[0])
		}
		bytes, again, begun := f.At(at + want.at)
		if bytes != want.bytes || again != want.again || !begun {
			t.Errorf("at %v: %d bytes, %d sent again, begun %v; want %d and %d", want.at, bytes, again, begun, want.bytes, want.again)
		}
	}
}
