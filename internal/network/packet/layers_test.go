package packet

import (
	"strings"
	"testing"
)

// hi is the message "hi" on each transport.
func hi() map[string]Sent {
	s := newScript(15 * ms)
	s.udp(0, true, "hi")
	s.tcp(0, true, PSH|ACK, prefixed("hi"))
	s.tcp(0, true, PSH|ACK, "hi\n")
	s.tcp(0, true, PSH|ACK, frame(true, Text, "hi"))
	s.tcp(0, false, PSH|ACK, frame(false, Text, "hi"))
	msg := []byte("hi")
	return map[string]Sent{
		"udp":     {"UDP", msg, Unframed, s.records[:1]},
		"tcp":     {"TCP, length prefix", msg, LengthPrefix, s.records[1:2]},
		"lines":   {"TCP, lines", msg, Lines, s.records[2:3]},
		"ws":      {"WebSocket, client to server", msg, WebSocket, s.records[3:4]},
		"ws-down": {"WebSocket, server to client", msg, WebSocket, s.records[4:5]},
	}
}

func TestLayers(t *testing.T) {
	sizes := map[string]string{"udp": "30 B", "tcp": "58 B", "lines": "55 B", "ws": "60 B", "ws-down": "56 B"}
	for name, sent := range hi() {
		text, err := Layers(sent, false)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "layers-"+name+".txt", []byte(text))
		if first, _, _ := strings.Cut(text, "\n"); !strings.HasSuffix(first, "2 B in 1 packet of "+sizes[name]) {
			t.Errorf("%s: %s", name, first)
		}
		for line := range strings.Lines(text) {
			if width(line)-1 > 80 {
				t.Errorf("%s: %s", name, line)
			}
		}
		plain, _ := Layers(sent, true)
		if strings.ContainsFunc(plain, func(r rune) bool { return r > '~' }) {
			t.Errorf("not ASCII: %s", plain)
		}
	}
}

// A message over several segments.
func TestLayersOfSegments(t *testing.T) {
	s := newScript(ms)
	data := frame(true, Text, strings.Repeat("wirelab ", 250))
	s.tcp(0, true, ACK, data[:1448])
	s.tcp(0, true, PSH|ACK, data[1448:])
	text, err := Layers(Sent{"WebSocket", []byte(strings.Repeat("wirelab ", 250)), WebSocket, s.records}, false)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "layers-segments.txt", []byte(text))
	if _, err := Layers(Sent{Packets: []Record{{Data: []byte("?")}}}, false); err == nil {
		t.Error("no error")
	}
}

func FuzzLayers(f *testing.F) {
	for _, sent := range hi() {
		f.Add(uint8(sent.Protocol), sent.Packets[0].Data)
	}
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		_, _ = Layers(Sent{string(b), b, Protocol(protocol % 4), recordsOf(b)}, false)
	})
}
