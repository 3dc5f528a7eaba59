package packet

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"wirelab/internal/network/link"
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

func TestLadderSVG(t *testing.T) {
	for name, talk := range talks {
		image := LadderSVG(talk.records, talk.LadderOptions)
		checkSVG(t, image)
		golden(t, "ladder-"+name+".svg", []byte(image))
		for _, g := range rungs(talk.records, talk.Protocol) {
			if s := escaped(sentence(g, "client", "server")); !strings.Contains(image, s) {
				t.Errorf("%s: not in words: %s", name, s)
			}
		}
	}
	checkSVG(t, LadderSVG(nil, LadderOptions{}))
}

// Time runs down, whatever the records.
func TestLadderSVGOfOnePacket(t *testing.T) {
	image := LadderSVG(udpTalk()[:1], LadderOptions{})
	if !strings.Contains(image, "1 packet between client and server.") {
		t.Errorf("it says\n%s", image)
	}
}

func TestPlot(t *testing.T) {
	at := newScript(0) // no delay at all
	at.udp(0, true, "a")
	at.udp(0, true, "b")
	at.udp(5000*ms, false, "c").lose(link.Lost)
	for _, records := range [][]Record{wsTalk(), lossyTalk(), udpTalk(), at.records} {
		p := plotOf(records, 100, func(int) int { return 0 })
		for i := range records {
			if p.from[i] < 100 || p.to[i] < p.from[i] || p.to[i] > p.bottom {
				t.Errorf("packet %d from %v to %v", i, p.from[i], p.to[i])
			}
			if i > 0 && p.from[i] < p.from[i-1]+apart {
				t.Errorf("packet %d leaves at %v, the one before at %v", i, p.from[i], p.from[i-1])
			}
		}
	}
}

func FuzzLadderSVG(f *testing.F) {
	for _, talk := range talks {
		f.Add(uint8(talk.Protocol), talk.records[len(talk.records)-1].Data)
	}
	f.Fuzz(func(t *testing.T, protocol uint8, b []byte) {
		o := LadderOptions{Protocol: Protocol(protocol % 4), Title: string(b), Client: string(b)}
		checkSVG(t, LadderSVG(recordsOf(b), o))
	})
}
