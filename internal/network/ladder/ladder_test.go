package ladder

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/term/colour"
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
		talk.Width = 60
		for line := range strings.Lines(Text(talk.records, talk.Options)) {
			if n := visible.Width(strings.TrimSuffix(line, "\n")); n > 60 {
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
	f.Add(uint8(0), []byte("a\u0301")) // a letter and its mark in the title
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		records := packettest.Records(b)
		o := Options{Protocol: packet.Protocol(protocol % 4), Title: string(b)}
		text := Text(records, o)
		for line := range strings.Lines(text) { // whole lines: a mark is safe on its letter only
			line = strings.TrimSuffix(line, "\n")
			if safe := visible.Text(line); safe != line {
				t.Fatalf("%q, and safe is %q", line, safe)
			}
		}
		r := packet.Receiver{Protocol: o.Protocol}
		for _, record := range records {
			r.Add(record)
		}
		r.Rest()
	})
}

// TestByArrival: rows go by when packets arrived, and one that was lost stands where it left.
func TestByArrival(t *testing.T) {
	times := regexp.MustCompile(`\d+\.\d{3}`)
	text := Text(packettest.LossyTalk(), Options{Protocol: packet.LengthPrefix, ByArrival: true})
	if !strings.HasPrefix(text, "Rows are in order of arrival;") {
		t.Error(text)
	}
	last := 0.0
	for row := range strings.Lines(text) {
		at := 0.0
		for _, clock := range times.FindAllString(row, 2) { // of the two times the later is the arrival's
			n, _ := strconv.ParseFloat(clock, 64)
			at = max(at, n)
		}
		if at > 0 && at < last {
			t.Errorf("after %.3f comes %s", last, row)
		}
		last = max(last, at)
	}
	if arrows := strings.Count(text, "►") + strings.Count(text, "◄") + strings.Count(text, "×"); arrows != len(packettest.LossyTalk()) {
		t.Errorf("%d arrows", arrows)
	}
}

// TestPainted: colours add escapes and nothing else, and each line ends them.
func TestPainted(t *testing.T) {
	for name, talk := range talks {
		plain := Text(talk.records, talk.Options)
		o := talk.Options
		o.Transport, o.Pen = "tcp", colour.Always
		painted := Text(talk.records, o)
		if got := ansi.Strip(painted); got != plain {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, plain)
		}
		for line := range strings.Lines(painted) {
			if begun, ended := strings.Count(line, "\x1b["), strings.Count(line, "\x1b[m"); begun != 2*ended {
				t.Errorf("%q", line)
			}
		}
		if name == "lossy" && (!strings.Contains(painted, colour.Always.Paint(colour.Lost, "×")) ||
			!strings.Contains(painted, colour.Always.Paint(colour.Lost, "lost by the link")) ||
			!strings.Contains(painted, colour.Always.Paint(colour.Again, "sent again"))) {
			t.Error(painted)
		}
	}
}
