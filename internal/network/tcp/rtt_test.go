package tcp

import (
	"testing"
	"time"
)

// TestRTT: the estimator follows RFC 6298, with Linux's least variation.
func TestRTT(t *testing.T) {
	var e estimator
	e.sample(100*ms, 0, 10)
	if e.srtt != 100*ms || e.rto != 300*ms {
		t.Errorf("after 100 ms: %v, RTO %v", e.srtt, e.rto)
	}
	e.sample(180*ms, 1, 10)
	if e.srtt != 110*ms || e.mean != 57500*time.Microsecond {
		t.Errorf("after 180 ms: %v, %v", e.srtt, e.mean)
	}
	if want := ceilTicks(110*ms + 230*ms); e.rto != want {
		t.Errorf("RTO %v, want %v", e.rto, want)
	}
	e.backOff()
	if want := 2 * ceilTicks(340*ms); e.rto != want {
		t.Errorf("RTO %v, want %v", e.rto, want)
	}
	for i := range 200 {
		e.sample(100*ms, Seq(20*i+20), Seq(20*i+30))
	}
	if e.rto > 304*ms {
		t.Errorf("RTO %v after 200 equal samples", e.rto)
	}
}

// TestKarn: a segment that was sent twice is no measure (RFC 6298 section 3), unless timestamps say which one was
// acknowledged (RFC 7323 section 4).
func TestKarn(t *testing.T) {
	for _, stamped := range []bool{false, true} {
		peer := peerOptions
		peer.Stamped = stamped
		s := flight(t, 1, Config{}, peer)
		s.wait(300 * ms)
		if s.stats.Retransmissions != 1 {
			t.Fatalf("%d sent again", s.stats.Retransmissions)
		}
		was := s.rtt.srtt
		s.wait(20 * ms)
		s.acks(full)
		if changed := s.rtt.srtt != was; changed != stamped {
			t.Errorf("stamped %v: %v became %v", stamped, was, s.rtt.srtt)
		}
	}
}
