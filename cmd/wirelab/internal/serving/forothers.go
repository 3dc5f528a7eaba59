package serving

import (
	"io"
	"net"
	"strings"

	"rsc.io/qr"

	"wirelab/internal/term"
)

// printForOthers prints a QR code of the page and, beside it or below, what others type and what usually keeps
// them out: it all stays on a screen of 80 columns and 24 lines. ways are for the first of hosts.
func printForOthers(w io.Writer, hosts, ways []string, servers []Server) error {
	var text []string
	var code picture
	for _, s := range servers {
		if s.Transport.Name != "ws" {
			continue
		}
		_, port, _ := net.SplitHostPort(s.Addr.String())
		page := "http://" + net.JoinHostPort(hosts[0], port) + "/"
		qrCode, err := qr.Encode(page, qr.L)
		if err != nil {
			return err
		}
		code = halfBlocks(qrCode, term.Colours(w))
		text = append(text, "On a phone, or in any browser:", page, "")
	}
	text = append(append(text, "On another machine:"), ways...)
	if len(hosts) > 1 {
		text = append(text, "", "This machine is also "+strings.Join(hosts[1:], ", ")+".")
	}
	text = append(text, "", "If others cannot connect: open these ports in this machine's firewall. Many guest and school "+
		"Wi-Fi networks also keep their clients apart (client isolation).")
	_, err := io.WriteString(w, "\n"+beside(code, text, term.Columns(w))+"\n")
	return err
}

// PrintCode prints a QR code of an address and a text beside it, or below.
func PrintCode(w io.Writer, address string, text []string) error {
	code, err := qr.Encode(address, qr.L)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, beside(halfBlocks(code, term.Colours(w)), text, term.Columns(w))+"\n")
	return err
}

// PNG is a picture of the same code.
func PNG(address string) ([]byte, error) {
	code, err := qr.Encode(address, qr.L)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}

// A picture is made of characters. Its rows may have colours in them.
type picture struct {
	rows    []string
	columns int
}

// leastBeside is for how many columns of text a picture has space beside it.
const leastBeside = 36

// beside puts a text to the right of a picture, or below it where there is no space for that.
func beside(p picture, text []string, columns int) string {
	left := columns - p.columns - 2
	apart := left < leastBeside || p.columns == 0
	if apart {
		left = columns
	}
	var lines []string
	for _, line := range text {
		lines = append(lines, strings.Split(term.Hang(line, left), "\n")...)
	}
	if apart {
		return strings.Join(append(p.rows, lines...), "\n") + "\n"
	}
	var b strings.Builder
	for i := range max(len(p.rows), len(lines)) {
		row := strings.Repeat(" ", p.columns)
		if i < len(p.rows) {
			row = p.rows[i]
		}
		if i < len(lines) && lines[i] != "" {
			row += "  " + lines[i]
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	return b.String()
}

// halfBlocks draws a QR code with two rows to a line, and around it the empty border that readers need
// (ISO/IEC 18004 asks for four modules). Colours make it dark on light on any terminal; without them it
// is right on a dark one.
func halfBlocks(code *qr.Code, colours bool) picture {
	const border = 4
	on, off := "", ""
	if colours {
		on, off = "\x1b[97;40m", "\x1b[0m" // white on black: the blocks are the light modules
	}
	light := func(x, y int) bool {
		return x < 0 || y < 0 || x >= code.Size || y >= code.Size || !code.Black(x, y)
	}
	p := picture{columns: code.Size + 2*border}
	for y := -border; y < code.Size+border; y += 2 {
		var b strings.Builder
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
		p.rows = append(p.rows, b.String()+off)
	}
	return p
}
