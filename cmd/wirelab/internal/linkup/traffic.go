package linkup

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
)

// Traffic counts what a link has carried, by direction, and what it has done to it.
type Traffic struct {
	mu       sync.Mutex
	up, down counts
}

// counts are of one direction. They are of packets, but for bytes.
type counts struct{ sent, bytes, held, lost, dropped, copies int }

// Add counts a packet.
func (t *Traffic) Add(r packet.Record) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := &t.down
	if r.Up {
		c = &t.up
	}
	if r.Copy {
		c.copies++
		return
	}
	c.sent++
	c.bytes += len(r.Data)
	switch r.Fate {
	case link.Held:
		c.held++
	case link.Lost, link.LostInBurst:
		c.lost++
	case link.QueueFull:
		c.dropped++
	}
}

// Show keeps a line on w up to date until ctx ends, if w is a terminal and NO_COLOR is not set.
func (t *Traffic) Show(ctx context.Context, w io.Writer) {
	if !term.IsTerminal(w) || os.Getenv("NO_COLOR") != "" {
		<-ctx.Done()
		return
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		t.mu.Lock()
		up, down := t.up, t.down
		t.mu.Unlock()
		const clear = "\r\x1b[K" // to the beginning of the line, and what is there
		line := fmt.Sprintf("up %v · down %v", up, down)
		fmt.Fprint(w, clear+runewidth.Truncate(line, term.Columns(w)-1, "…"))
		select {
		case <-ctx.Done():
			fmt.Fprint(w, clear)
			return
		case <-tick.C:
		}
	}
}

// String says in a few words what there is.
func (c counts) String() string {
	return fmt.Sprintf("%s, %d lost", words.Count(c.sent, "packet"), c.lost+c.dropped)
}

// Print writes all that was counted as a table.
func (t *Traffic) Print(w io.Writer) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	header := []string{"", "packets", "bytes", "lost", "queue full", "held back", "copies made"}
	var rows [][]string
	for _, c := range []struct {
		name string
		counts
	}{{"up", t.up}, {"down", t.down}} {
		row := []string{c.name}
		for _, n := range []int{c.sent, c.bytes, c.lost, c.dropped, c.held, c.copies} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return table.Fit(w, term.Columns(w), header, rows)
}
