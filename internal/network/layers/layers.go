// Package layers shows one message layer by layer, as it lies in its packets.
package layers

import (
	"fmt"
	"strings"

	"wirelab/internal/network/packet"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
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
// fits so many columns, at least 40, and takes no more than 80.
func Draw(s Sent, columns int, pen colour.Pen, ascii7 bool) (string, error) {
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
	b.WriteString(table.Hanging(fmt.Sprintf("%s%s: %d B in %s of %d B", pen.Paint(s.Colour, visible.Text(s.Name)),
		packet.Quote(s.Message, int64(len(s.Message))), len(s.Message), packets, total), 2, columns) + "\n\n")
	if err := writeLayers(&b, columns, parts, sizes); err != nil {
		return "", err
	}
	for _, p := range parts {
		if p.layer == network {
			fmt.Fprintln(&b)
		}
		dump(&b, columns, p)
	}
	if ascii7 {
		return visible.ASCII(b.String()), nil
	}
	return b.String(), nil
}

// writeLayers writes one line per layer, from the top down, with the bytes of the layer and of all down to it.
func writeLayers(b *strings.Builder, columns int, parts []part, sizes map[layer]int) error {
	header := []string{"OSI model", "TCP/IP model", "here", "bytes", "so far"}
	var rows [][]string
	sum := 0
	for _, l := range []layer{application, framing, transport, network} {
		if name := nameOf(parts, l); name != "" {
			sum += sizes[l]
			rows = append(rows, []string{l.osi(), l.tcpip(), name, fmt.Sprint(sizes[l]), fmt.Sprint(sum)})
		}
	}
	rows = append(rows, []string{"2 data link", "link", "none: the link carries bare IP packets"}, []string{"1 physical", "", "none"})
	const wide = 78
	if columns < wide {
		return table.Fit(b, columns, header, rows)
	}
	line := strings.Repeat("─", wide)
	fmt.Fprintf(b, "%-17s %-13s %-32s %6s %6s\n%s\n", header[0], header[1], header[2], header[3], header[4], line)
	for _, row := range rows {
		fmt.Fprintf(b, "%-17s %-13s ", row[0], row[1])
		if len(row) < len(header) { // no bytes
			fmt.Fprintln(b, row[2])
			continue
		}
		fmt.Fprintf(b, "%-32s %6s %6s\n", row[2], row[3], row[4])
	}
	fmt.Fprintln(b, line)
	return nil
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

// dump writes the bytes of a part, up to 16 in a line, with their place in the packet, in hexadecimal and as
// text.
func dump(b *strings.Builder, columns int, p part) {
	b.WriteString(table.Hanging(fmt.Sprintf("%s, %d B%s", p.name, len(p.bytes), p.note), 2, columns) + "\n")
	const maxBytes = 128
	inLine := 16
	for inLine > 4 && len("  0000    ")+4*inLine-1 > columns { // three columns a byte, but for the last, and its letter
		inLine /= 2
	}
	for from := 0; from < len(p.bytes); from += inLine {
		if from == maxBytes {
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
