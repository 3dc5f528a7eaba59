package serving

import (
	"fmt"
	"io"
	"net"
	"strings"

	"rsc.io/qr"

	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// printForOthers prints all addresses, a QR code of the page, and what usually keeps others out.
func printForOthers(w io.Writer, hosts []string, servers []Server) error {
	var b strings.Builder
	prose := func(text string) string { return table.Paragraph(text, min(term.Columns(w), table.Width)) }
	b.WriteString("\n" + prose("Other machines reach this one at "+strings.Join(hosts, ", ")+"."))
	for _, s := range servers {
		if s.Transport.Name != "ws" {
			continue
		}
		_, port, _ := net.SplitHostPort(s.Addr.String())
		page := "http://" + net.JoinHostPort(hosts[0], port) + "/"
		code, err := qr.Encode(page, qr.L)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n%s\n", page, halfBlocks(code, term.Colours(w)))
	}
	b.WriteString(prose("If they cannot: a firewall on this machine may have to let these ports in, and a "+
		"Wi-Fi with client isolation (many guest and school networks) keeps its clients "+
		"from one another.") + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// halfBlocks draws a QR code with two rows to a line, and around it the empty border that readers need
// (ISO/IEC 18004 asks for four modules). Colours make it dark on light on any terminal; without them it
// is right on a dark one.
func halfBlocks(code *qr.Code, colours bool) string {
	const border = 4
	on, off := "", ""
	if colours {
		on, off = "\x1b[97;40m", "\x1b[0m" // white on black: the blocks are the light modules
	}
	light := func(x, y int) bool {
		return x < 0 || y < 0 || x >= code.Size || y >= code.Size || !code.Black(x, y)
	}
	var b strings.Builder
	for y := -border; y < code.Size+border; y += 2 {
		b.WriteString(on)
		for x := -border; x < code.Size+border; x++ {
			switch {
			case light(x, y) && light(x, y+1):
				b.WriteString("█")
			case light(x, y):
				b.WriteString("▀")
			case light(x, y+1):
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString(off + "\n")
	}
	return b.String()
}
