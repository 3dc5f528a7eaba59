package verify

import (
	"cmp"
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"wirelab/internal/network/netx"
)

// dialPatience is how long somebody waits for a connection: until a SYN has been lost five times, and more.
const dialPatience = 20 * time.Second

// dials carries out one trial of connections that are made at a rate, and closed as soon as they are there. Of each the
// time counts from the start of dialling.
func (c Case) dials(ctx context.Context, network string, seed uint64) (o Outcome, err error) {
	took := make([]time.Duration, int(c.Rate*c.Duration.Seconds()))
	seen, err := c.on(ctx, network, seed, func(ctx context.Context, h hosts) error {
		ln, err := h.server.Listen(ctx, "tcp", net.JoinHostPort(h.addr, "0"))
		if err != nil {
			return err
		}
		var serving, dialling sync.WaitGroup
		serving.Go(func() { closeAll(ln) })
		errs := make([]error, len(took))
		begun := time.Now()
		for i := range took {
			time.Sleep(time.Until(begun.Add(time.Duration(float64(i) / c.Rate * float64(time.Second)))))
			dialling.Go(func() { took[i], errs[i] = dialOnce(ctx, h, ln.Addr().String()) })
		}
		dialling.Wait()
		ln.Close()
		serving.Wait()
		return errors.Join(errs...)
	})
	if err != nil {
		return Outcome{}, err
	}
	o.time(took)
	o.count(seen)
	return o, nil
}

// dialOnce is one connection; Never: there was no answer in time.
func dialOnce(ctx context.Context, h hosts, addr string) (time.Duration, error) {
	within, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	begun := h.now()
	conn, err := h.client.DialContext(within, "tcp", addr)
	switch {
	case err == nil:
		took := h.now() - begun
		return took, conn.Close()
	case ctx.Err() == nil && (within.Err() != nil || netx.IsTimeout(err)):
		return Never, nil
	}
	return 0, cmp.Or(ctx.Err(), err)
}

// closeAll takes connections, and closes each when its client has, until the listener is closed.
func closeAll(ln net.Listener) {
	var serving sync.WaitGroup
	defer serving.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		serving.Go(func() {
			defer conn.Close()
			conn.SetReadDeadline(time.Now().Add(dialPatience))
			conn.Read(make([]byte, 1)) // the end, or an error: it is over
		})
	}
}
