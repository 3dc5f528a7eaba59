package packet

import (
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/seqnum"

	"wirelab/internal/network/link"
)

// wsTalk is a connection of WebSocket with one echo.
func wsTalk() []Record {
	s := newScript(15 * ms)
	s.down.port = 7103
	at := s.upgrade(s.open(0)) + 20*ms
	s.tcp(at, true, PSH|ACK, frame(true, Text, "hi"))
	s.tcp(at+s.delay, false, PSH|ACK, frame(false, Text, "hi"))
	s.tcp(at+2*s.delay+40*ms, true, ACK, "")
	s.tcp(at+100*ms, true, PSH|ACK, frame(true, Close, "\x03\xe8"))
	s.tcp(at+100*ms+s.delay, false, PSH|ACK, frame(false, Close, "\x03\xe8"))
	s.close(at + 100*ms + 2*s.delay)
	return s.records
}

// lossyTalk is three messages over TCP, of which the first is lost, with a held answer and a copy.
func lossyTalk() []Record {
	s := newScript(20 * ms)
	at := s.open(0)
	seq := s.up.seq
	s.tcp(at+10*ms, true, PSH|ACK, prefixed("one")).lose(link.Lost)
	s.tcp(at+30*ms, true, PSH|ACK, prefixed("two"))
	s.segment(at+50*ms, false, ACK, s.down.seq, seq, "", // a duplicate acknowledgement
		header.SACKBlock{Start: seqnum.Value(seq + 7), End: seqnum.Value(seq + 14)})
	s.segment(at+80*ms, true, PSH|ACK, seq, s.down.seq, prefixed("one"))
	r := s.tcp(at+100*ms, false, PSH|ACK, prefixed("one")+prefixed("two"))
	r.Fate = link.Held
	r.Arrives += 30 * ms
	s.tcp(at+120*ms, false, PSH|ACK, prefixed("x\x1b[2J\u202e"))
	copied := s.records[len(s.records)-1]
	copied.Copy, copied.Arrives = true, copied.Arrives+2*ms
	s.records = append(s.records, copied)
	s.tcp(at+150*ms, true, ACK, "").lose(link.QueueFull)
	s.close(at + 200*ms)
	return s.records
}
