package verify

import (
	"cmp"
	"context"
	"io"
	"net"
	"time"
)

// request is how many bytes a request has.
const request = 200

// answers carries out one trial of requests on one connection. The next one is sent when it is due and the
// answer to the one before is there. Of each the time counts from sending the request until all of the answer has come.
func (c Case) answers(ctx context.Context, network string, seed uint64) (o Outcome, err error) {
	took := make([]time.Duration, int(c.Rate*c.Duration.Seconds()))
	seen, err := c.on(ctx, network, seed, func(ctx context.Context, h hosts) error {
		ln, err := h.server.Listen(ctx, "tcp", net.JoinHostPort(h.addr, "0"))
		if err != nil {
			return err
		}
		served := make(chan error, 1)
		go func() { served <- answerOne(ln, c.Size) }()
		conn, err := h.client.DialContext(ctx, "tcp", ln.Addr().String())
		if err == nil {
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			err = c.ask(conn, took, h.now)
			stop()
			conn.Close()
		}
		ln.Close()
		failed := <-served
		return cmp.Or(err, failed)
	})
	if err != nil {
		return Outcome{}, err
	}
	o.time(took)
	o.count(seen)
	return o, nil
}

// ask sends requests, and notes how long each answer took.
func (c Case) ask(conn net.Conn, took []time.Duration, now func() time.Duration) error {
	conn.SetDeadline(time.Now().Add(patience))
	first := time.Now()
	for i := range took {
		time.Sleep(time.Until(first.Add(time.Duration(float64(i) / c.Rate * float64(time.Second)))))
		begun := now()
		if _, err := conn.Write(make([]byte, request)); err != nil {
			return err
		}
		if _, err := io.CopyN(io.Discard, conn, int64(c.Size)); err != nil {
			return err
		}
		took[i] = now() - begun
	}
	return nil
}

// answerOne answers the requests of the first that connects, with size bytes each.
func answerOne(ln net.Listener, size int) error {
	conn, err := ln.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	question, answer := make([]byte, request), make([]byte, size)
	for {
		if _, err := io.ReadFull(conn, question); err != nil {
			return nil // the client's errors are the ones to tell
		}
		if _, err := conn.Write(answer); err != nil {
			return nil
		}
	}
}
