package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"wirelab/internal/demo/stage"
)

// showFlood sends datagrams to a socket that nobody reads, and then counts what the socket has kept.
// Every Send succeeds: that a datagram was sent says nothing about its arrival.
func showFlood(ctx context.Context, s stage.Stage, w io.Writer) error {
	const datagrams = 5000
	size, pause := s.Number("size", 1000), s.Time("pause", 0)
	pc, err := s.Server.ListenPacket(ctx, "udp", s.Listen)
	if err != nil {
		return err
	}
	defer pc.Close()
	client, err := s.Clients[0].DialContext(ctx, "udp", pc.LocalAddr().String())
	if err != nil {
		return err
	}
	defer client.Close()
	sent := 0
	for range datagrams {
		if _, err := client.Write(make([]byte, size)); err == nil {
			sent++
		}
		time.Sleep(pause)
	}
	time.Sleep(time.Second) // until the last has come
	kept, err := waiting(pc)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%d datagrams of %d B sent, each Write without an error: %d of %d\n"+
		"kept by the receiver's socket, which nobody read:       %d\n"+
		"thrown away, and nobody was told:                       %d\n",
		datagrams, size, sent, datagrams, kept, sent-kept)
	return err
}

// waiting reads what a socket holds, and says how many datagrams that were.
func waiting(pc net.PacketConn) (n int, err error) {
	buf := make([]byte, 64<<10)
	for {
		pc.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		_, _, err := pc.ReadFrom(buf)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return n, nil
		case err != nil:
			return n, err
		}
		n++
	}
}
