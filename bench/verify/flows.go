package verify

import (
	"cmp"
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

const (
	apart  = 300 * time.Millisecond // between the beginnings of two flows
	settle = 2 * time.Second        // what comes before is not counted: the flows that began first had the link alone
)

// flows carries out one trial of transfers that share the link. Each is as fast as it can be, from its beginning to
// the end of the trial.
func (c Case) flows(ctx context.Context, network string, seed uint64) (o Outcome, err error) {
	n := c.Up + c.Down
	o.Rates = make([]float64, n)
	seen, err := c.on(ctx, network, seed, func(ctx context.Context, h hosts) error {
		ln, err := h.server.Listen(ctx, "tcp", net.JoinHostPort(h.addr, "0"))
		if err != nil {
			return err
		}
		defer ln.Close()
		errs := make([]error, n)
		var running sync.WaitGroup
		end := time.Now().Add(settle + c.Duration)
		for i := range n {
			client, server, err := joined(ctx, h, ln)
			if err != nil {
				errs[i] = err
				break
			}
			from, to := server, client
			if i < c.Up {
				from, to = client, server
			}
			running.Go(func() { fill(from, end) })
			running.Go(func() { o.Rates[i], errs[i] = drain(to, end, c.Duration) })
			time.Sleep(apart)
		}
		running.Wait()
		return cmp.Or(ctx.Err(), errors.Join(errs...))
	})
	if err != nil {
		return Outcome{}, err
	}
	o.P50, o.P90, o.P99, o.Messages = Never, Never, Never, 1
	o.count(seen)
	return o, nil
}

// joined is a connection, at its two ends.
func joined(ctx context.Context, h hosts, ln net.Listener) (client, server net.Conn, err error) {
	if client, err = h.client.DialContext(ctx, "tcp", ln.Addr().String()); err != nil {
		return nil, nil, err
	}
	if server, err = ln.Accept(); err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, server, nil
}

// fill writes until the end, or until the other side has closed.
func fill(conn net.Conn, end time.Time) {
	defer conn.Close()
	conn.SetDeadline(end)
	b := make([]byte, 64<<10)
	for {
		if _, err := conn.Write(b); err != nil {
			return
		}
	}
}

// drain reads until the end, and returns how many bytes came in a second of the last span.
func drain(conn net.Conn, end time.Time, span time.Duration) (rate float64, err error) {
	defer conn.Close()
	conn.SetDeadline(end)
	from := end.Add(-span)
	b := make([]byte, 64<<10)
	counted := 0
	for {
		n, err := conn.Read(b)
		if time.Now().After(from) {
			counted += n
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			return float64(counted) / span.Seconds(), nil
		default:
			return 0, err
		}
	}
}

// jain is Jain's index of how even shares are: 1 if they are all the same, 1/n if one has all.
func jain(rates []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, r := range rates {
		sum += r
		squares += r * r
	}
	if squares == 0 {
		return 0
	}
	return sum * sum / (float64(len(rates)) * squares)
}

// total is how much they get together.
func total(rates []float64) (sum float64) {
	for _, r := range rates {
		sum += r
	}
	return sum
}
