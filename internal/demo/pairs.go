package demo

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/lab"
	"wirelab/internal/network/netx"
	"wirelab/internal/term/words"
)

// showPairs connects to a server again and again, and chooses the client's end each time. On each
// connection the client sends the number of its line, and the server's end of it reads.
func showPairs(ctx context.Context, s stage.Stage, w io.Writer) error {
	first, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return err
	}
	defer first.Close()
	second, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return err
	}
	defer second.Close()

	attempts, err := attemptsOn(ctx, s, first, second)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "   %-15s  %s\n", "client's end", "server's end")
	connections := 0
	for i, a := range attempts {
		conn, err := a.connect(ctx)
		outcome := "no connection: already in use"
		switch {
		case err == nil:
			connections++
			defer conn.Close()
			accepted, err := a.server.Accept()
			if err != nil {
				return err
			}
			defer accepted.Close()
			read, err := say(conn, accepted, fmt.Sprint(i+1))
			if err != nil {
				return err
			}
			outcome = fmt.Sprintf("connected, and the server reads %q", read)
		case !netx.InUse(err):
			outcome = fmt.Sprint("no connection: ", words.Cause(err))
		}
		fmt.Fprintf(w, "%d  %-15v  %-15v  %s\n", i+1, a.from, a.server.Addr(), outcome)
	}
	_, err = fmt.Fprintf(w, "\nconnections at the same time: %d\n", connections)
	return err
}

// An attempt is to connect a client, from an end of its choice, to a server.
type attempt struct {
	client netx.Network
	from   netip.AddrPort
	server net.Listener
}

// attemptsOn are those that the stage has room for. A machine's own sockets may have one end in two
// pairs as well, but each system wants to be asked for that in its own way.
func attemptsOn(ctx context.Context, s stage.Stage, first, second net.Listener) ([]attempt, error) {
	a, ok := s.Clients[0].(*lab.Host)
	if !ok {
		return attemptsOnHost(ctx, s, first)
	}
	b := s.Clients[1].(*lab.Host)
	return []attempt{
		{a, netip.AddrPortFrom(a.Addr, 5000), first},
		{b, netip.AddrPortFrom(b.Addr, 5000), first},  // the same port, another host
		{a, netip.AddrPortFrom(a.Addr, 5001), first},  // the same host, another port
		{a, netip.AddrPortFrom(a.Addr, 5000), second}, // the same client's end, another server's
		{a, netip.AddrPortFrom(a.Addr, 5000), first},  // both the same
	}, nil
}

func attemptsOnHost(ctx context.Context, s stage.Stage, first net.Listener) ([]attempt, error) {
	var free [2]netip.AddrPort // that nobody uses now
	for i := range free {
		ln, err := s.Clients[0].Listen(ctx, "tcp", s.Listen)
		if err != nil {
			return nil, err
		}
		defer ln.Close() // once both are known
		free[i] = ln.Addr().(*net.TCPAddr).AddrPort()
	}
	also := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.2"), free[0].Port())
	host := s.Clients[0]
	return []attempt{{host, free[0], first}, {host, also, first}, {host, free[1], first}, {host, free[0], first}}, nil
}

func (a attempt) connect(ctx context.Context) (net.Conn, error) {
	if h, ok := a.client.(*lab.Host); ok {
		return h.DialFrom(ctx, a.from.Port(), a.server.Addr().String())
	}
	dialer := net.Dialer{LocalAddr: net.TCPAddrFromAddrPort(a.from)}
	return dialer.DialContext(ctx, "tcp", a.server.Addr().String())
}

// say sends a text from one end of a connection, and returns what the other reads.
func say(from, to net.Conn, text string) (string, error) {
	if _, err := io.WriteString(from, text); err != nil {
		return "", err
	}
	buf := make([]byte, len(text))
	_, err := io.ReadFull(to, buf)
	return string(buf), err
}
