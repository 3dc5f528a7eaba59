package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/term/words"
)

// showStream counts the reads that it takes to receive ten small writes, and one large one. TCP carries
// bytes: how they were divided when they were written is not among what it carries.
func showStream(ctx context.Context, s stage.Stage, w io.Writer) error {
	pause := s.Time("pause", 100*time.Millisecond)
	small, err := reads(ctx, s, 10, 100, pause)
	if err != nil {
		return err
	}
	when := "at once"
	if pause > 0 {
		when = fmt.Sprintf("%d ms later", pause.Milliseconds())
	}
	fmt.Fprintf(w, "%-39s  %s\n", "10 writes of 100 B, read "+when+":", readsText(small))
	large, err := reads(ctx, s, 1, 1<<20, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "1 write of 1 MiB, read at once:          %s\n", readsText(large))
	return err
}

func readsText(sizes []int) string {
	first := ""
	for i, n := range sizes {
		if i == 5 {
			first += " ..."
			break
		}
		first += fmt.Sprint(" ", n)
	}
	return words.Count(len(sizes), "read") + ", of" + first + " B"
}

// reads has a client make a number of writes of size bytes, and a server that begins to read after a
// pause, into a buffer with room for all of it, or the one that was chosen. It returns what each read brought.
func reads(ctx context.Context, s stage.Stage, writes, size int, pause time.Duration) (sizes []int, err error) {
	client, server, err := s.Connected(ctx)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	written := make(chan error, 1)
	go func() { written <- writeAll(client, writes, size) }()
	defer func() { err = errors.Join(err, <-written) }()
	defer client.Close() // wakes it, if it still writes
	time.Sleep(pause)
	buf := make([]byte, s.Number("buffer", 1<<20))
	for total := 0; total < writes*size; {
		n, err := server.Read(buf)
		if err != nil {
			return sizes, err
		}
		sizes = append(sizes, n)
		total += n
	}
	return sizes, nil
}

func writeAll(conn net.Conn, writes, size int) error {
	for range writes {
		if _, err := conn.Write(make([]byte, size)); err != nil {
			return err
		}
	}
	return nil
}
