package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/term/words"
)

// showUnread writes to a peer that has closed its end without reading. The first Write succeeds: it has
// reached this machine's send buffer, and no more was promised. What comes back for it is a reset, and
// the Write after that one fails.
func showUnread(ctx context.Context, s stage.Stage, w io.Writer) error {
	client, server, err := s.Connected(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if err := server.Close(); err != nil { // it has read nothing
		return err
	}
	for n := 1; n <= 3; n++ {
		time.Sleep(s.Time("pause", 100*time.Millisecond)) // more than a round trip
		_, err := client.Write([]byte("did you get this?"))
		if err != nil {
			_, err = fmt.Fprintf(w, "write %d: %v\n", n, words.Cause(err))
			return err
		}
		fmt.Fprintf(w, "write %d: no error\n", n)
	}
	_, err = fmt.Fprintln(w, "no write failed")
	return err
}
