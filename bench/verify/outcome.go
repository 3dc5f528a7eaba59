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

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/internal/network/kernel"
	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
)

// An Outcome is what one trial came to. Of a transfer, P50 is the time until the last byte came, from
// the start of dialling, and there are no other percentiles; a transfer counts as one message.
type Outcome struct {
	P50, P90, P99 time.Duration // of the response time; Never if it is unknown

	Messages  int // that were sent
	Lost      int // of them, for good
	Reordered int // of them (RFC 4737)

	// What the hosts put on the link while they carried the messages.
	Packets, Bytes, Retransmissions int

	Fates Fates
}

// Fates count what a link did to packets, those of the set-up and the close among them.
type Fates struct {
	Packets int
	Dropped int // lost, or without room in the queue
	Held    int // so that others could overtake them
}

// Never is the time of what is not known.
const Never time.Duration = -1

// patience is how long a transfer may take. A sender whose last packets are lost 15 times in a row gives up
// after some 15 minutes (Linux's net.ipv4.tcp_retries2, and netstack's), and the receiver is never told.
const patience = 20 * time.Minute

// echo carries out one trial of c.
func (c Case) echo(ctx context.Context, net string, seed uint64) (Outcome, error) {
	s, err := measure.RunTrial(ctx, c.plan(net, seed), c.Transport, 0)
	if err != nil {
		return Outcome{}, err
	}
	m := bench.Summarise(s)
	o := Outcome{
		P50: known(m.Response.P50), P90: known(m.Response.P90), P99: known(m.Response.P99),
		Messages: m.Sent, Lost: m.Lost, Reordered: m.Reordered,
		Packets: m.Wire.Messages.Packets, Bytes: m.Wire.Messages.Bytes,
		Retransmissions: m.Wire.Messages.Retransmissions,
		Fates:           fatesOf(s.Packets),
	}
	return o, nil
}

func known(s bench.Span) time.Duration {
	if d, ok := s.Get(); ok {
		return d
	}
	return Never
}

// fatesOf counts what became of packets.
func fatesOf(records []packet.Record) (f Fates) {
	for _, r := range records {
		switch {
		case r.Copy:
			continue
		case !r.Fate.Arrives():
			f.Dropped++
		case r.Fate == link.Held:
			f.Held++
		}
		f.Packets++
	}
	return f
}

// bulk carries out one transfer.
func (c Case) bulk(ctx context.Context, net string, seed uint64) (o Outcome, err error) {
	var seen []packet.Record // written by the link alone, until it is closed
	var whole time.Duration  // when, by the network's clock, the last byte had come
	if net == "lab" {
		failed := lab.Virtual(ctx, func(ctx context.Context) {
			var n *lab.Net
			n, err = lab.New(lab.Config{
				Up: c.Link.Up, Down: c.Link.Down, Seed: seed, Virtual: true,
				Tap: func(p lab.Packet) { seen = append(seen, p.Records()...) },
			})
			if err == nil {
				o.P50, whole, err = transfer(ctx, n.Server, n.Clients[0], n.Server.Addr.String(), c.Size, n.Now)
				n.Close()
			}
		})
		err = cmp.Or(failed, err)
	} else {
		var n *kernel.Net
		n, err = kernel.New(kernel.Config{
			Up: c.Link.Up, Down: c.Link.Down, Seed: seed,
			Tap: func(p packet.Record) { seen = append(seen, p) },
		})
		if err == nil {
			o.P50, whole, err = transfer(ctx, n.Server, n.Clients[0], n.Server.Addr.String(), c.Size, n.Now)
			err = errors.Join(err, n.Close())
		}
	}
	if err != nil {
		return Outcome{}, cmp.Or(ctx.Err(), err)
	}
	// The end of the stream is not what is measured: whether its packets are lost, as the last ones of
	// all, is a matter of how many there were before.
	seen = slices.DeleteFunc(seen, func(r packet.Record) bool { return r.Time > whole })
	counter := packet.Counter{Protocol: packet.Unframed}
	for _, r := range seen {
		counter.Add(r)
	}
	total := counter.Total
	o.P90, o.P99, o.Messages = Never, Never, 1
	if o.P50 == Never {
		o.Lost = 1
	}
	o.Packets, o.Bytes, o.Retransmissions = total.Packets, total.Bytes, total.Retransmissions
	o.Fates = fatesOf(seen)
	return o, nil
}

// transfer moves size bytes from a server to a client over TCP. It returns how long that took, from the
// start of dialling until the client had the last of them, Never if that did not happen within patience; and
// what now said then.
func transfer(
	ctx context.Context, server, client netx.Network, host string, size int, now func() time.Duration,
) (took, whole time.Duration, err error) {
	ln, err := server.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, 0, err
	}
	sent := make(chan error, 1)
	go func() { sent <- sendTo(ln, size) }()
	begun := now()
	conn, err := client.DialContext(ctx, "tcp", ln.Addr().String())
	if err == nil {
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		whole, err = take(conn, size, now)
		stop()
		conn.Close()
	}
	ln.Close()
	failed := <-sent
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Never, now(), nil
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
