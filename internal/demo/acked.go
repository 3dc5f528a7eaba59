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
	"wirelab/internal/network/packet"
	"wirelab/internal/term/words"
)

const order = "a pizza, please"

// showAcked sends an order to three programs: one that reads it and answers, one that reads it and ends,
// and one that ends without having read it. For the sender, Write and TCP's acknowledgement are the same
// each time.
func showAcked(ctx context.Context, s stage.Stage, w io.Writer) error {
	const row = "%-28s  %-8s  %-12s  %s\n"
	fmt.Fprintf(w, "an order of %d B is written\n\n", len(order))
	fmt.Fprintf(w, row, "the program over there", "Write", "acknowledged", "then the client reads")
	for _, p := range []struct {
		does string
		run  func(net.Conn) error
	}{
		{"reads it, and answers", func(c net.Conn) error { return errors.Join(take(c), give(c, "baked")) }},
		{"reads it, and ends", take},
		{"ends, and has not read it", func(net.Conn) error { return nil }},
	} {
		written, acked, answer, err := ordered(ctx, s, p.run)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, row, p.does, written, acked, answer)
	}
	accepted, err := unheard(ctx, s)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nto a program that reads nothing, Write takes %d KiB without an error\n", accepted>>10)
	return err
}

// ordered writes the order to a program that does something once it has come, and then ends. It returns
// what the client learns, in this order.
func ordered(ctx context.Context, s stage.Stage, program func(net.Conn) error) (written, acked, answer string, err error) {
	client, server, err := s.Connected(ctx)
	if err != nil {
		return "", "", "", err
	}
	defer client.Close()
	before := 0
	if s.Packets != nil {
		before = len(s.Packets())
	}
	written = "no error"
	if err := give(client, order); err != nil {
		written = words.Cause(err).Error()
	}
	time.Sleep(500 * time.Millisecond) // it has come, and been acknowledged; the program has done nothing yet
	acked = "unknown"
	if s.Packets != nil {
		acked = fmt.Sprintf("%d B", acknowledged(s.Packets()[before:]))
	}
	err = errors.Join(program(server), server.Close())
	answer = "end of the stream"
	buf := make([]byte, len(order))
	n, readErr := client.Read(buf)
	switch {
	case n > 0:
		answer = fmt.Sprintf("%q", buf[:n])
	case !errors.Is(readErr, io.EOF):
		answer = words.Cause(readErr).Error()
	}
	return written, acked, answer, err
}

func give(c net.Conn, text string) error {
	_, err := io.WriteString(c, text)
	return err
}

func take(c net.Conn) error {
	_, err := io.ReadFull(c, make([]byte, len(order)))
	return err
}

// acknowledged is how many of the bytes that were sent up have been acknowledged.
func acknowledged(packets []packet.Record) (n uint32) {
	var first uint32
	began := false
	for _, r := range packets {
		p, err := packet.Decode(r.Data)
		if err != nil || p.TCP == nil {
			continue
		}
		switch {
		case r.Up && !began && len(p.Payload) > 0:
			first, began = p.TCP.SequenceNumber, true
		case !r.Up && began:
			n = max(n, p.TCP.AcknowledgmentNumber-first)
		}
	}
	return n
}

// unheard writes to a program that reads nothing, until Write has to wait for it, and returns how many bytes
// were taken until then.
func unheard(ctx context.Context, s stage.Stage) (n int, err error) {
	client, server, err := s.Connected(ctx)
	if err != nil {
		return 0, err
	}
	defer client.Close()
	defer server.Close()
	block := make([]byte, 1<<10)
	for {
		client.SetWriteDeadline(time.Now().Add(time.Second))
		m, err := client.Write(block)
		n += m
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return n, nil
		case err != nil:
			return n, err
		}
	}
}
