package packettest

import (
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/seqnum"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// WebSocketTalk is a connection of WebSocket with one echo.
func WebSocketTalk() []packet.Record {
	s := New(15 * ms)
	s.Down.Port = 7103
	at := s.Upgrade(s.Open(0)) + 20*ms
	s.TCP(at, true, packet.PSH|packet.ACK, Frame(true, packet.Text, "hi"))
	s.TCP(at+s.Delay, false, packet.PSH|packet.ACK, Frame(false, packet.Text, "hi"))
	s.TCP(at+2*s.Delay+40*ms, true, packet.ACK, "")
	s.TCP(at+100*ms, true, packet.PSH|packet.ACK, Frame(true, packet.Close, "\x03\xe8"))
	s.TCP(at+100*ms+s.Delay, false, packet.PSH|packet.ACK, Frame(false, packet.Close, "\x03\xe8"))
	s.Close(at + 100*ms + 2*s.Delay)
	return s.Records
}

// LossyTalk is three messages over TCP, of which the first is lost, with a held answer and a copy.
func LossyTalk() []packet.Record {
	s := New(20 * ms)
	at := s.Open(0)
	seq := s.Up.Seq
	Lose(s.TCP(at+10*ms, true, packet.PSH|packet.ACK, Prefixed("one")), link.Lost)
	s.TCP(at+30*ms, true, packet.PSH|packet.ACK, Prefixed("two"))
	s.Segment(at+50*ms, false, packet.ACK, s.Down.Seq, seq, "", // a duplicate acknowledgement
		header.SACKBlock{Start: seqnum.Value(seq + 7), End: seqnum.Value(seq + 14)})
	s.Segment(at+80*ms, true, packet.PSH|packet.ACK, seq, s.Down.Seq, Prefixed("one"))
	r := s.TCP(at+100*ms, false, packet.PSH|packet.ACK, Prefixed("one")+Prefixed("two"))
	r.Fate = link.Held
	r.Arrives += 30 * ms
	s.TCP(at+120*ms, false, packet.PSH|packet.ACK, Prefixed("x\x1b[2J\u202e"))
	copied := s.Records[len(s.Records)-1]
	copied.Copy, copied.Arrives = true, copied.Arrives+2*ms
	s.Records = append(s.Records, copied)
	Lose(s.TCP(at+150*ms, true, packet.ACK, ""), link.QueueFull)
	s.Close(at + 200*ms)
	return s.Records
}

// UDPTalk is datagrams of which one is lost and one is refused.
func UDPTalk() []packet.Record {
	s := New(15 * ms)
	s.UDP(0, true, "hi")
	s.UDP(15*ms, false, "hi")
	Lose(s.UDP(20*ms, true, "lost \"<&>\" one"), link.LostInBurst)
	data := s.UDP(40*ms, true, "nobody\x00home").Data
	s.Unreachable(55*ms, false, data)
	s.Record(60*ms, true, []byte("not an IP packet"))
	return s.Records
}

// Records cuts bytes into packets where their headers say, for fuzzing.
func Records(b []byte) (records []packet.Record) {
	for n := 0; len(b) > 0; n++ {
		size := len(b)
		if len(b) > 4 {
			size = min(size, max(1, int(b[2])<<8|int(b[3])))
		}
		records = append(records, packet.Record{
			Time: time.Duration(n) * ms, Up: len(b) > 15 && b[15] == 2, Data: b[:size], Arrives: time.Duration(n+5) * ms,
		})
		b = b[size:]
	}
	return records
}
