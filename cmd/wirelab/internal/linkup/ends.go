// Package linkup tells of a link between two of Linux's networks: how to run programs at its ends, and what it carries.
package linkup

import (
	"fmt"
	"io"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
)

// Print says what the link is like, and how to run programs at its ends.
func Print(w io.Writer, p link.Profile, seed uint64, net *kernel.Net) error {
	columns := term.Columns(w)
	prose := func(text string) string { return table.Paragraph(text, min(columns, table.Width)) }
	_, err := fmt.Fprintf(w, "%s%s\n", prose(fmt.Sprintf("Up: %q, RTT %s, %s · seed %d", p.Name, words.Duration(p.RTT()), p.Describe(), seed)),
		prose("Settings of each host, whatever this machine's are: "+net.Settings()+"."))
	if err != nil {
		return err
	}
	if remark := net.Remark(); remark != "" {
		if _, err := fmt.Fprintln(w, prose(remark)); err != nil {
			return err
		}
	}
	rows := [][]string{{"server", net.Server.Addr.String(), "wirelab link enter server COMMAND"}}
	for i, h := range net.Clients {
		name := clientName(i, len(net.Clients))
		rows = append(rows, []string{name, h.Addr.String(), "wirelab link enter " + name + " COMMAND"})
	}
	if err := table.Fit(w, columns, []string{"host", "address", "run a program there with"}, rows); err != nil {
		return err
	}
	as := "as root"
	if kernel.Confined() {
		as = "as the same user"
	}
	addr, enter := net.Server.Addr.String(), "wirelab link enter "
	client := enter + clientName(0, len(net.Clients))
	text := "\nIn other terminals, " + as + ". For example:\n"
	for _, command := range []string{
		enter + "server wirelab serve echo --host " + addr, client + " wirelab echo tcp " + addr, client + " ping " + addr,
	} {
		text += table.Command("   "+command, 6, columns) + "\n"
	}
	_, err = io.WriteString(w, text)
	return err
}
