package demo

import (
	"context"
	"fmt"
	"io"
	"net"

	"wirelab/internal/demo/stage"
)

// showSockets has three clients connect to one server and shows what tells their connections apart: not
// a socket each at the server's end of the address, but the pair of addresses.
func showSockets(ctx context.Context, s stage.Stage, w io.Writer) error {
	ln, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return err
	}
	defer ln.Close()
	fmt.Fprintf(w, "listening  %-21v  1 socket, which carries no data\n\n", ln.Addr())
	fmt.Fprintf(w, "           %-21s  %s\n", "server's end", "client's end")
	var conns []net.Conn
	defer func() {
		for _, c := range conns {
			c.Close()
		}
	}()
	for i, client := range s.Clients {
		conn, err := client.DialContext(ctx, "tcp", ln.Addr().String())
		if err != nil {
			return err
		}
		conns = append(conns, conn)
		accepted, err := ln.Accept()
		if err != nil {
			return err
		}
		conns = append(conns, accepted)
		fmt.Fprintf(w, "client %d   %-21v  %v\n", i+1, accepted.LocalAddr(), accepted.RemoteAddr())
	}
	n := len(s.Clients)
	_, err = fmt.Fprintf(w, "\nsockets at the server: 1 that listens + %d connected = %d, all on one port\n", n, n+1)
	return err
}
