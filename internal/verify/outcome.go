package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"wirelab/bench"
	"wirelab/internal/kernel"
	"wirelab/internal/lab"
	"wirelab/internal/link"
	"wirelab/internal/netx"
	"wirelab/internal/packet"
)

// An Outcome is what one trial came to. Of a transfer, P50 is the time until the last byte came, from
// the start of dialling, and there are no other percentiles; a transfer counts as one message.
type Outcome struct {
	P50, P90, P99 time.Duration // of the response time; Never if it is unknown

	Messages   int           // that were sent
	Lost       int           // of them, for good
	Reordered  int           // of them (RFC 4737)
	packetsOut               // what the hosts put on the link while they carried the messages
	Generator  time.Duration // by how much the sender itself was late, 99th percentile
}

// packetsOut counts packets as they enter the link.
type packetsOut struct {
	Packets, Bytes  int
	Dropped         int // by the link: lost, or without room in its queue
	Held            int // by the link, so that others could overtake them
	Retransmissions int
}

// Never is the time of what is not known.
const Never time.Duration = -1

// echo carries out one trial of c.
func (c Case) echo(ctx context.Context, net string, seed uint64) (Outcome, error) {
	s, err := bench.RunTrial(ctx, c.plan(net, seed), c.Transport, 0)
	if err != nil {
		return Outcome{}, err
	}
	m := bench.Summarise(s)
	o := Outcome{
		P50: known(m.Response.P50), P90: known(m.Response.P90), P99: known(m.Response.P99),
		Messages: m.Sent, Lost: m.Lost, Reordered: m.Reordered,
		Generator: known(m.GeneratorLateness.P99),
	}
	o.count(s.Packets)
	o.Packets, o.Bytes = m.Wire.Messages.Packets, m.Wire.Messages.Bytes
	o.Retransmissions = m.Wire.Messages.Retransmissions
	return o, nil
}

func known(s bench.Span) time.Duration {
	if d, ok := s.Get(); ok {
		return d
	}
	return Never
}

// count adds what became of packets.
func (o *packetsOut) count(records []packet.Record) {
	for _, r := range records {
		switch {
		case r.Copy:
			continue
		case !r.Fate.Arrives():
			o.Dropped++
		case r.Fate == link.Held:
			o.Held++
		}
		o.Packets++
		o.Bytes += len(r.Data)
	}
}

// bulk carries out one transfer.
func (c Case) bulk(ctx context.Context, net string, seed uint64) (o Outcome, err error) {
	var seen []packet.Record // written by the link alone, until it is closed
	if net == "lab" {
		failed := lab.Virtual(ctx, func(ctx context.Context) {
			var n *lab.Net
			n, err = lab.New(lab.Config{
				Up: c.Link.Up, Down: c.Link.Down, Seed: seed, Virtual: true,
				Tap: func(p lab.Packet) { seen = append(seen, p.Records()...) },
			})
			if err == nil {
				o.P50, err = transfer(ctx, n.Server, n.Clients[0], n.Server.Addr.String(), c.Size)
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
			o.P50, err = transfer(ctx, n.Server, n.Clients[0], n.Server.Addr.String(), c.Size)
			err = errors.Join(err, n.Close())
		}
	}
	if err != nil {
		return Outcome{}, cmp.Or(ctx.Err(), err)
	}
	o.P90, o.P99, o.Messages = Never, Never, 1
	o.count(seen)
	counter := packet.Counter{Protocol: packet.Unframed}
	for _, r := range seen {
		counter.Add(r)
	}
	o.Retransmissions = counter.Total.Retransmissions
	return o, nil
}

// transfer moves size bytes from a server to a client over TCP, and returns how long that took from the
// start of dialling until the client had the last of them.
func transfer(ctx context.Context, server, client netx.Network, host string, size int) (took time.Duration, err error) {
	ln, err := server.Listen(ctx, "tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return 0, err
	}
	sent := make(chan error, 1)
	go func() { sent <- sendTo(ln, size) }()
	begun := time.Now()
	conn, err := client.DialContext(ctx, "tcp", ln.Addr().String())
	if err == nil {
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		var n int64
		n, err = io.Copy(io.Discard, conn)
		took = time.Since(begun)
		if err == nil && n != int64(size) {
			err = fmt.Errorf("verify: %d of %d bytes came", n, size)
		}
		stop()
		conn.Close()
	}
	ln.Close()
	if failed := <-sent; err == nil {
		err = failed
	}
	return took, err
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
