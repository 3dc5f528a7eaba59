package ladder

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/term/visible"
)

const ms = time.Millisecond

var talks = map[string]struct {
	records []packet.Record
	Options
}{
	"ws":    {packettest.WebSocketTalk(), Options{Title: "WebSocket: one echo", Protocol: packet.WebSocket}},
	"lossy": {packettest.LossyTalk(), Options{Title: "TCP: the first of two messages is lost", Protocol: packet.LengthPrefix}},
	"udp":   {packettest.UDPTalk(), Options{}},
}

func TestText(t *testing.T) {
	for name, talk := range talks {
		text := Text(talk.records, talk.Options)
		packettest.Golden(t, name+".txt", []byte(text))
		for line := range strings.Lines(text) {
			if n := visible.Width(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
		talk.ASCII, talk.Width = true, 120
		plain := Text(talk.records, talk.Options)
		packettest.Golden(t, name+"-ascii.txt", []byte(plain))
		for _, b := range []byte(plain) {
			if b != '\n' && (b < ' ' || b > '~') {
				t.Fatalf("%q is not ASCII", b)
			}
		}
	}
}

func FuzzText(f *testing.F) {
	s := packettest.New(ms)
	s.TCP(0, true, packet.SYN, "")
	s.TCP(0, true, packet.PSH|packet.ACK, "GET / HTTP/1.1\r\n\r\n")
	f.Add(uint8(3), bytes.Join([][]byte{s.Records[0].Data, s.Records[1].Data}, nil))
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		records := packettest.Records(b)
		o := Options{Protocol: packet.Protocol(protocol % 4), Title: string(b)}
		text := Text(records, o)
		for _, r := range text {
			if r != '\n' && visible.Text(string(r)) != string(r) {
				t.Fatalf("%q in %q", r, text)
			}
		}
		r := packet.Receiver{Protocol: o.Protocol}
		for _, record := range records {
			r.Add(record)
		}
		r.Rest()
	})
}
