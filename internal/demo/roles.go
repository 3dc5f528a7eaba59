package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/netx"
)

// showRoles has A ask B for something that B has to ask C for: B is the server of one connection and the
// client of another.
func showRoles(ctx context.Context, s stage.Stage, w io.Writer) error {
	hostA, hostB, hostC := s.Clients[0], s.Server, s.Clients[1]
	listenB, err := hostB.Listen(ctx, "tcp", stage.AnyPort(hostB))
	if err != nil {
		return err
	}
	defer listenB.Close()
	listenC, err := hostC.Listen(ctx, "tcp", stage.AnyPort(hostC))
	if err != nil {
		return err
	}
	defer listenC.Close()

	askingB, askedB, err := between(ctx, hostA, listenB)
	if err != nil {
		return err
	}
	defer askingB.Close()
	defer askedB.Close()
	askingC, askedC, err := between(ctx, hostB, listenC)
	if err != nil {
		return err
	}
	defer askingC.Close()
	defer askedC.Close()

	fmt.Fprintf(w, "connection  %-24s  %s\n", "its client", "its server")
	fmt.Fprintf(w, "1           A at %-19v  B at %v\n", askingB.LocalAddr(), askingB.RemoteAddr())
	fmt.Fprintf(w, "2           B at %-19v  C at %v\n\n", askingC.LocalAddr(), askingC.RemoteAddr())

	letters := []byte("hi")
	for _, step := range []struct {
		who      string
		from, to net.Conn
	}{
		{"on 1, A asks B:   ", askingB, askedB},
		{"on 2, B asks C:   ", askingC, askedC},
		{"on 2, C answers B:", askedC, askingC},
		{"on 1, B answers A:", askedB, askingB},
	} {
		if step.from == askedC { // this is C's work
			letters = bytes.ToUpper(letters)
		}
		if _, err := step.from.Write(letters); err != nil {
			return err
		}
		if _, err := io.ReadFull(step.to, letters); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s %s\n", step.who, letters)
	}
	_, err = fmt.Fprintln(w, "\nB's sockets: 1 listens, 1 is the server's end of 1, 1 is the client's end of 2")
	return err
}

// between connects a client to a listener, and returns both ends.
func between(
	ctx context.Context, client netx.Network, ln net.Listener,
) (dialed, accepted net.Conn, err error) {
	dialed, err = client.DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	accepted, err = ln.Accept()
	if err != nil {
		dialed.Close()
		return nil, nil, err
	}
	return dialed, accepted, nil
}
