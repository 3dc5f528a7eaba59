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
