// Package linkup tells of a link between two of Linux's networks: how to run programs at its ends, and what it carries.
package linkup

import (
	"fmt"
	"io"
	"os"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
)

// Print says what the link is like, and how to run programs at its ends.
func Print(w io.Writer, p link.Profile, seed uint64, net *kernel.Net) error {
	_, err := fmt.Fprintf(w, "Up: %q, RTT %v, %s · seed %d\n%s\n", p.Name, p.RTT(), p.Describe(), seed,
		table.Paragraph("Set on each host, whatever the machine has: "+net.Settings()+".", table.Width))
	if err != nil {
		return err
	}
	if remark := net.Remark(); remark != "" {
		if _, err := fmt.Fprintln(w, table.Paragraph(remark, table.Width)); err != nil {
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
	if err := table.Plain(w, []string{"host", "address", "run a program there with"}, rows); err != nil {
		return err
	}
	as := "as root"
	if kernel.Confined() {
		as = "as the same user"
	}
	client := enter(net.Clients[0])
	_, err = fmt.Fprintf(w, `
In other terminals, %s. For example:
   %s wirelab serve echo --host %s
   %s wirelab echo tcp %[3]s
   %[4]s ping %[3]s
`, as, enter(net.Server), net.Server.Addr, client)
	return err
}
