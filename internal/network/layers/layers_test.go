package layers

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
)

// hi is the message "hi" on each transport.
func hi() map[string]Sent {
	s := packettest.New(15 * time.Millisecond)
	s.UDP(0, true, "hi")
	s.TCP(0, true, packet.PSH|packet.ACK, packettest.Prefixed("hi"))
	s.TCP(0, true, packet.PSH|packet.ACK, "hi\n")
	s.TCP(0, true, packet.PSH|packet.ACK, packettest.Frame(true, packet.Text, "hi"))
	s.TCP(0, false, packet.PSH|packet.ACK, packettest.Frame(false, packet.Text, "hi"))
	msg := []byte("hi")
	return map[string]Sent{
		"udp":     {Name: "UDP", Message: msg, Protocol: packet.Unframed, Packets: s.Records[:1]},
		"tcp":     {Name: "TCP, length prefix", Message: msg, Protocol: packet.LengthPrefix, Packets: s.Records[1:2]},
		"lines":   {Name: "TCP, lines", Message: msg, Protocol: packet.Lines, Packets: s.Records[2:3]},
		"ws":      {Name: "WebSocket, client to server", Message: msg, Protocol: packet.WebSocket, Packets: s.Records[3:4]},
		"ws-down": {Name: "WebSocket, server to client", Message: msg, Protocol: packet.WebSocket, Packets: s.Records[4:5]},
	}
}

func TestDraw(t *testing.T) {
	sizes := map[string]string{"udp": "30 B", "tcp": "58 B", "lines": "55 B", "ws": "60 B", "ws-down": "56 B"}
	for name, sent := range hi() {
		text, err := Draw(sent, 80, colour.Pen{}, false)
		if err != nil {
			t.Fatal(err)
		}
		packettest.Golden(t, name+".txt", []byte(text))
		if first, _, _ := strings.Cut(text, "\n"); !strings.HasSuffix(first, "2 B in 1 packet of "+sizes[name]) {
			t.Errorf("%s: %s", name, first)
		}
		for line := range strings.Lines(text) {
			if visible.Width(line)-1 > 80 {
				t.Errorf("%s: %s", name, line)
			}
		}
		sent.Colour = colour.TCP
		if painted, _ := Draw(sent, 80, colour.Always, false); ansi.Strip(painted) != text || painted == text {
			t.Errorf("painted: %q", painted)
		}
		plain, _ := Draw(sent, 80, colour.Pen{}, true)
		if strings.ContainsFunc(plain, func(r rune) bool { return r > '~' }) {
			t.Errorf("not ASCII: %s", plain)
		}
	}
}

// A message over several segments.
func TestDrawOfSegments(t *testing.T) {
	s := packettest.New(time.Millisecond)
	data := packettest.Frame(true, packet.Text, strings.Repeat("wirelab ", 250))
	s.TCP(0, true, packet.ACK, data[:1448])
	s.TCP(0, true, packet.PSH|packet.ACK, data[1448:])
	sent := Sent{Name: "WebSocket", Message: []byte(strings.Repeat("wirelab ", 250)), Protocol: packet.WebSocket, Packets: s.Records}
	text, err := Draw(sent, 80, colour.Pen{}, false)
	if err != nil {
		t.Fatal(err)
	}
	packettest.Golden(t, "segments.txt", []byte(text))
	if _, err := Draw(Sent{Packets: []packet.Record{{Data: []byte("?")}}}, 80, colour.Pen{}, false); err == nil {
		t.Error("no error")
	}
}

func FuzzDraw(f *testing.F) {
	for _, sent := range hi() {
		f.Add(uint8(sent.Protocol), sent.Packets[0].Data)
	}
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		_, _ = Draw(Sent{Name: string(b), Message: b, Protocol: packet.Protocol(protocol % 4), Packets: packettest.Records(b)}, 40+int(protocol)/4, colour.Pen{}, false)
	})
}
