package conversation

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestPutStopped: a producer that is told to end does so while it waits for a line, and says what it has put in.
func TestPutStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, types := io.Pipe() // which says nothing, and does not end
		defer types.Close()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		var notes strings.Builder
		go func() { ended <- (&Work{Room: "orders", Notes: &notes}).Put(ctx, in) }()
		synctest.Wait()
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("it ended with %v", err)
			}
		case <-time.After(time.Minute):
			t.Fatal("it goes on waiting for a line")
		}
		if want := "0 lines put into orders\n"; notes.String() != want {
			t.Errorf("it noted %q", &notes)
		}
	})
}
