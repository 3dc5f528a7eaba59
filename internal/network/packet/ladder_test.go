package packet

import (
	"bytes"
	"strings"
	"testing"

	"wirelab/internal/network/link"
	"wirelab/internal/term/visible"
)

// udpTalk is datagrams of which one is lost and one is refused.
func udpTalk() []Record {
	s := newScript(15 * ms)
	s.udp(0, true, "hi")
	s.udp(15*ms, false, "hi")
	s.udp(20*ms, true, "lost \"<&>\" one").lose(link.LostInBurst)
	data := s.udp(40*ms, true, "nobody\x00home").Data
	s.unreachable(55*ms, false, data)
	s.record(60*ms, true, []byte("not an IP packet"))
	return s.records
}

var talks = map[string]struct {
	records []Record
	LadderOptions
}{
	"ws":    {wsTalk(), LadderOptions{Title: "WebSocket: one echo", Protocol: WebSocket}},
	"lossy": {lossyTalk(), LadderOptions{Title: "TCP: the first of two messages is lost", Protocol: LengthPrefix}},
	"udp":   {udpTalk(), LadderOptions{}},
}

func TestLadder(t *testing.T) {
	for name, talk := range talks {
		text := Ladder(talk.records, talk.LadderOptions)
		golden(t, "ladder-"+name+".txt", []byte(text))
		for line := range strings.Lines(text) {
			if n := width(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
		talk.ASCII, talk.Width = true, 120
		plain := Ladder(talk.records, talk.LadderOptions)
		golden(t, "ladder-"+name+"-ascii.txt", []byte(plain))
		for _, b := range []byte(plain) {
			if b != '\n' && (b < ' ' || b > '~') {
				t.Fatalf("%q is not ASCII", b)
			}
		}
	}
}

func TestCut(t *testing.T) {
	if got := cut("世界", 3); got != "世…" {
		t.Errorf("%q", got)
	}
}

func FuzzLadder(f *testing.F) {
	s := newScript(ms)
	s.tcp(0, true, SYN, "")
	s.tcp(0, true, PSH|ACK, "GET / HTTP/1.1\r\n\r\n")
	f.Add(uint8(3), bytes.Join([][]byte{s.records[0].Data, s.records[1].Data}, nil))
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		records := recordsOf(b)
		o := LadderOptions{Protocol: Protocol(protocol % 4), Title: string(b)}
		text := Ladder(records, o)
		for _, r := range text {
			if r != '\n' && visible.Text(string(r)) != string(r) {
				t.Fatalf("%q in %q", r, text)
			}
		}
		r := Receiver{Protocol: o.Protocol}
		for _, record := range records {
			r.Add(record)
		}
		r.Rest()
	})
}
