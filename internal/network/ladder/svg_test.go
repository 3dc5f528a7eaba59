package ladder

import (
	"strings"
	"testing"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

func TestSVG(t *testing.T) {
	for name, talk := range talks {
		image := SVG(talk.records, talk.Options)
		picturetest.Check(t, image)
		packettest.Golden(t, name+".svg", []byte(image))
		for _, g := range rungs(talk.records, talk.Protocol) {
			if s := picture.Escape(sentence(g, "client", "server")); !strings.Contains(image, s) {
				t.Errorf("%s: not in words: %s", name, s)
			}
		}
	}
	picturetest.Check(t, SVG(nil, Options{}))
}

// What datagrams say may be told in other words than their bytes.
func TestSays(t *testing.T) {
	records := packettest.UDPTalk()
	o := Options{Says: func(b []byte) string { return map[bool]string{true: "two letters"}[len(b) == 2] }}
	for _, text := range []string{SVG(records, o), Text(records, o)} {
		five, quoted := strings.Count(text, "two letters"), strings.Count(text, "datagram")
		if five == 0 || quoted == 0 {
			t.Errorf("%d datagrams say so, and %d are quoted, in\n%s", five, quoted, text)
		}
	}
}

// Time runs down, whatever the records.
func TestSVGOfOnePacket(t *testing.T) {
	image := SVG(packettest.UDPTalk()[:1], Options{})
	if !strings.Contains(image, "1 packet between client and server.") {
		t.Errorf("it says\n%s", image)
	}
}

func FuzzSVG(f *testing.F) {
	for _, talk := range talks {
		f.Add(uint8(talk.Protocol), talk.records[len(talk.records)-1].Data)
	}
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		o := Options{Protocol: packet.Protocol(protocol % 4), Title: string(b), Client: string(b)}
		image := SVG(packettest.Records(b), o)
		picturetest.Read(t, image)
		if len(b) < 512 { // it compares each text with all others
			draw(t, image).check(t)
		}
	})
}
