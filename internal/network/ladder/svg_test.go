package ladder

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

// checkSVG reads an image as XML, and looks for what must not be in it.
func checkSVG(t *testing.T, image string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(image))
	var names []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, image)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		names = append(names, element.Name.Local)
		switch element.Name.Local {
		case "svg", "title", "desc", "style", "rect", "text", "tspan", "line", "path", "g":
		default:
			t.Errorf("an element %s", element.Name.Local)
		}
		for _, a := range element.Attr {
			if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
				t.Errorf("an attribute %s", a.Name.Local)
			}
		}
	}
	if len(names) < 4 || names[1] != "title" || names[2] != "desc" {
		t.Errorf("%q", names)
	}
	if strings.Contains(image, "NaN") || strings.Contains(image, "Inf") {
		t.Errorf("no number: %s", image)
	}
}

func TestSVG(t *testing.T) {
	for name, talk := range talks {
		image := SVG(talk.records, talk.Options)
		checkSVG(t, image)
		packettest.Golden(t, name+".svg", []byte(image))
		for _, g := range rungs(talk.records, talk.Protocol) {
			if s := escaped(sentence(g, "client", "server")); !strings.Contains(image, s) {
				t.Errorf("%s: not in words: %s", name, s)
			}
		}
	}
	checkSVG(t, SVG(nil, Options{}))
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
		checkSVG(t, image)
		if len(b) < 512 { // it compares each text with all others
			draw(t, image).check(t)
		}
	})
}
