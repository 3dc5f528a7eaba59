// Package linkup tells of a link between two of Linux's networks: how to run programs at its ends, and what it carries.
package linkup

import (
	"fmt"
	"io"
	"os"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// Print says what the link is like, and how to run programs at its ends.
func Print(w io.Writer, p link.Profile, seed uint64, net *kernel.Net) error {
	columns := term.Columns(w)
	prose := func(text string) string { return table.Paragraph(text, min(columns, table.Width)) }
	_, err := fmt.Fprintf(w, "%s%s\n", prose(fmt.Sprintf("Up: %q, RTT %v, %s · seed %d", p.Name, p.RTT(), p.Describe(), seed)),
		prose("Set on each host, whatever the machine has: "+net.Settings()+"."))
	if err != nil {
		return err
	}
	if remark := net.Remark(); remark != "" {
		if _, err := fmt.Fprintln(w, prose(remark)); err != nil {
			return err
		}
	}
	enter := func(h *kernel.Host) string {
		if kernel.Confined() {
			return fmt.Sprintf("nsenter -t %d -U --preserve-credentials --net=%s", os.Getpid(), h.Namespace())
		}
		return "nsenter --net=" + h.Namespace()
	}
	rows := [][]string{{"server", net.Server.Addr.String(), enter(net.Server) + " COMMAND"}}
	for i, h := range net.Clients {
		rows = append(rows, []string{fmt.Sprintf("client %d", i+1), h.Addr.String(), enter(h) + " COMMAND"})
	}
	if err := table.Fit(w, columns, []string{"host", "address", "run a program there with"}, rows); err != nil {
		return err
	}
	as := "as root"
	if kernel.Confined() {
		as = "as the same user"
	}
	server, addr, client := enter(net.Server), net.Server.Addr.String(), enter(net.Clients[0])
	text := "\nIn other terminals, " + as + ". For example:\n"
	for _, command := range []string{
		server + " wirelab serve echo --host " + addr, client + " wirelab echo tcp " + addr, client + " ping " + addr,
	} {
		text += table.Command("   "+command, 6, columns) + "\n"
	}
	_, err = io.WriteString(w, text)
	return err
}
