package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"time"

	"wirelab/internal/network/packet"
)

// patience is how long a transfer may take. A sender whose last packets are lost 15 times in a row gives up
// after some 15 minutes (Linux's net.ipv4.tcp_retries2, and the lab's), and the receiver is never told.
const patience = 20 * time.Minute

// bulk carries out one transfer.
func (c Case) bulk(ctx context.Context, network string, seed uint64) (o Outcome, err error) {
	var whole time.Duration // when, by the network's clock, the last byte had come
	seen, err := c.on(ctx, network, seed, func(ctx context.Context, h hosts) (err error) {
		o.P50, whole, err = transfer(ctx, h, c.Size)
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	// The end of the stream is not what is measured: whether its packets are lost, as the last ones of
	// all, is a matter of how many there were before.
	seen = slices.DeleteFunc(seen, func(r packet.Record) bool { return r.Time > whole })
	o.P90, o.P99, o.Messages = Never, Never, 1
	if o.P50 == Never {
		o.Lost = 1
	}
	o.count(seen)
	return o, nil
}

// transfer moves size bytes from a server to a client over TCP. It returns how long that took, from the
// start of dialling until the client had the last of them, Never if that did not happen within patience; and
// what the network's clock said then.
func transfer(ctx context.Context, h hosts, size int) (took, whole time.Duration, err error) {
	ln, err := h.server.Listen(ctx, "tcp", net.JoinHostPort(h.addr, "0"))
	if err != nil {
		return 0, 0, err
	}
	sent := make(chan error, 1)
	go func() { sent <- sendTo(ln, size) }()
	begun := h.now()
	conn, err := h.client.DialContext(ctx, "tcp", ln.Addr().String())
	if err == nil {
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		whole, err = take(conn, size, h.now)
		stop()
		conn.Close()
	}
	ln.Close()
	failed := <-sent
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Never, h.now(), nil
	case err == nil:
		err = failed
	}
	return whole - begun, whole, err
}

// take reads size bytes and the end of the stream, and returns when the last of them had come.
func take(conn net.Conn, size int, now func() time.Duration) (whole time.Duration, err error) {
	conn.SetReadDeadline(time.Now().Add(patience))
	if _, err = io.CopyN(io.Discard, conn, int64(size)); err != nil {
		return 0, err
	}
	whole = now()
	more, err := io.Copy(io.Discard, conn)
	switch {
	case more > 0:
		err = fmt.Errorf("verify: %d bytes came after the last", more)
	case errors.Is(err, os.ErrDeadlineExceeded): // it is the end that never came
		err = nil
	}
	return whole, err
}

// sendTo sends size bytes to the first that connects, and closes the connection.
func sendTo(ln net.Listener, size int) error {
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	_, err = conn.Write(make([]byte, size))
	return cmp.Or(conn.Close(), err)
}
