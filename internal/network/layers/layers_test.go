package layers

import (
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
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
		"udp":     {"UDP", msg, packet.Unframed, s.Records[:1]},
		"tcp":     {"TCP, length prefix", msg, packet.LengthPrefix, s.Records[1:2]},
		"lines":   {"TCP, lines", msg, packet.Lines, s.Records[2:3]},
		"ws":      {"WebSocket, client to server", msg, packet.WebSocket, s.Records[3:4]},
		"ws-down": {"WebSocket, server to client", msg, packet.WebSocket, s.Records[4:5]},
	}
}

func TestDraw(t *testing.T) {
	sizes := map[string]string{"udp": "30 B", "tcp": "58 B", "lines": "55 B", "ws": "60 B", "ws-down": "56 B"}
	for name, sent := range hi() {
		text, err := Draw(sent, false)
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
		plain, _ := Draw(sent, true)
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
	text, err := Draw(Sent{"WebSocket", []byte(strings.Repeat("wirelab ", 250)), packet.WebSocket, s.Records}, false)
	if err != nil {
		t.Fatal(err)
	}
	packettest.Golden(t, "segments.txt", []byte(text))
	if _, err := Draw(Sent{Packets: []packet.Record{{Data: []byte("?")}}}, false); err == nil {
		t.Error("no error")
	}
}

func FuzzDraw(f *testing.F) {
	for _, sent := range hi() {
		f.Add(uint8(sent.Protocol), sent.Packets[0].Data)
	}
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		_, _ = Draw(Sent{string(b), b, packet.Protocol(protocol % 4), packettest.Records(b)}, false)
	})
}
