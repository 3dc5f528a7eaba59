package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"wirelab/internal/demo/stage"
)

// showIdle counts the packets of a connection on which nothing is said for an hour. In the lab's time that
// is over at once. On the machine's own network it is two seconds, and the packets are not to be seen.
func showIdle(ctx context.Context, s stage.Stage, w io.Writer) error {
	silence, inWords := 2*time.Second, "2 seconds"
	packets := func() string { return "unknown" }
	if s.Packets != nil {
		silence, inWords = time.Hour, "an hour"
		before := 0
		packets = func() string {
			now := len(s.Packets())
			defer func() { before = now }()
			return fmt.Sprint(now - before)
		}
	}
	client, server, err := s.Connected(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	defer server.Close()
	time.Sleep(time.Second)
	const row = "%-50s  %s\n"
	fmt.Fprintf(w, row, "", "packets")
	fmt.Fprintf(w, row, "the client connects", packets())

	time.Sleep(silence)
	fmt.Fprintf(w, row, "for "+inWords+" both ends are silent", packets())

	read, err := say(client, server, "still there?")
	if err != nil {
		return err
	}
	time.Sleep(time.Second) // until it is acknowledged
	_, err = fmt.Fprintf(w, row, fmt.Sprintf("the client writes, the server reads %q", read), packets())
	return err
}
