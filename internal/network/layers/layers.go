// Package layers shows one message layer by layer, as it lies in its packets.
package layers

import (
	"fmt"
	"strings"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
)

// A Sent is one message on one transport.
type Sent struct {
	Name     string          // of the transport, for the heading
	Colour   colour.Colour   // of its name
	Message  []byte          // as the application gave it
	Protocol packet.Protocol // how it was divided, if it went over TCP
	// Packets are the packets that carry the message, in order, and nothing else.
	Packets []packet.Record
}

// Draw shows how a message lies in its packets: a table of the layers, from the application's down,
// with the bytes of each, and the bytes themselves, divided at the borders between the layers. It
// fits 80 columns.
func Draw(s Sent, pen colour.Pen, ascii7 bool) (string, error) {
	parts, err := partsOf(s)
	if err != nil {
		return "", err
	}
	total := 0
	sizes := make(map[layer]int)
	for _, p := range parts {
		sizes[p.layer] += len(p.bytes)
		total += len(p.bytes)
	}
	var b strings.Builder
	packets := "1 packet"
	if n := len(s.Packets); n != 1 {
		packets = fmt.Sprintf("%d packets", n)
	}
	fmt.Fprintf(&b, "%s%s: %d B in %s of %d B\n\n", pen.Paint(s.Colour, visible.Text(s.Name)),
		packet.Quote(s.Message, int64(len(s.Message))), len(s.Message), packets, total)
	table(&b, parts, sizes)
	for _, p := range parts {
		if p.layer == network {
			fmt.Fprintln(&b)
		}
		dump(&b, p)
	}
	if ascii7 {
		return visible.ASCII(b.String()), nil
	}
	return b.String(), nil
}

// table writes one line per layer, from the top down, with the bytes of the layer and of all down to it.
func table(b *strings.Builder, parts []part, sizes map[layer]int) {
	const row = "%-17s %-13s %-32s %6s %6s\n"
	line := strings.Repeat("─", 78)
	fmt.Fprintf(b, row+"%s\n", "OSI model", "TCP/IP model", "here", "bytes", "so far", line)
	sum := 0
	for _, l := range []layer{application, framing, transport, network} {
		if name := nameOf(parts, l); name != "" {
			sum += sizes[l]
			fmt.Fprintf(b, row, l.osi(), l.tcpip(), name, fmt.Sprint(sizes[l]), fmt.Sprint(sum))
		}
	}
	fmt.Fprintf(b, "%-17s %-13s %s\n", "2 data link", "link", "none: the link carries bare IP packets")
	fmt.Fprintf(b, "%-17s %-13s %s\n%s\n", "1 physical", "", "none", line)
}

// nameOf is what stands for a layer here, "" if nothing does.
func nameOf(parts []part, l layer) string {
	for _, p := range parts {
		if p.layer == l {
			return p.name
		}
	}
	return ""
}

// dump writes the bytes of a part: 16 in a line, with their place in the packet, in hexadecimal and as
// text.
func dump(b *strings.Builder, p part) {
	fmt.Fprintf(b, "%s, %d B%s\n", p.name, len(p.bytes), p.note)
	const inLine, maxLines = 16, 8
	for from := 0; from < len(p.bytes); from += inLine {
		if from == inLine*maxLines {
			fmt.Fprintf(b, "  ….  and %d B more\n", len(p.bytes)-from)
			return
		}
		line := p.bytes[from:min(len(p.bytes), from+inLine)]
		text := []byte(strings.Clone(string(line)))
		for i, c := range text {
			if c < ' ' || c > '~' {
				text[i] = '.'
			}
		}
		fmt.Fprintf(b, "  %04x  %-*s  %s\n", p.at+from, inLine*3-1, fmt.Sprintf("% x", line), text)
	}
}
