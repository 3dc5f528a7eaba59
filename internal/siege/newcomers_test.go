package siege

import (
	"context"
	"fmt"
	"sync"
	"time"

	"wirelab/internal/room/event"
)

// newcomers come one after the other, each second one on each transport: they open a room, say something
// and go. An attacker that has taken all there is keeps them out.
type newcomers struct {
	mu   sync.Mutex
	came map[string]int      // how many there were, by transport
	out  map[string][]string // why some could not
}

// entry is how long coming in and being answered may take: with the race detector on two cores, on which
// the attackers are too, it is seconds.
const entry = 30 * time.Second

// run has them come until ctx ends.
func (c *newcomers) run(ctx context.Context, s *server) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.Tick(time.Second)
	for n := 0; ; n++ {
		for _, transport := range over {
			all.Go(func() { c.come(s, transport, n) })
		}
		select {
		case <-tick:
		case <-ctx.Done():
			return
		}
	}
}

// come has one come, for which there is time even if the run ends meanwhile.
func (c *newcomers) come(s *server, transport string, n int) {
	ctx, cancel := context.WithTimeout(context.Background(), entry)
	defer cancel()
	err := visit(ctx, s, transport, fmt.Sprintf("new-%s-%d", transport, n))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.came[transport]++
	switch {
	case err != nil && ctx.Err() != nil:
		c.out[transport] = append(c.out[transport], fmt.Sprint("there was no answer within ", entry))
	case err != nil:
		c.out[transport] = append(c.out[transport], err.Error())
	}
}

func visit(ctx context.Context, s *server, transport, name string) error {
	r := &room{name: name, began: time.Now()}
	m, err := enter(ctx, s, r, transport, name)
	if err != nil {
		return err
	}
	defer m.leave()
	stop := context.AfterFunc(ctx, func() { m.conn.Close() })
	defer stop()
	id := uint64(1)
	_, err = answer[event.Ack](m, event.Request{
		Type: event.TypeEmit, ID: &id, Room: name, Event: event.EventMessage, Data: event.Quote("hello"),
	})
	return err
}

// complaints says for each transport how many could not come in, and why the first could not.
func (c *newcomers) complaints() (lines []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, transport := range over {
		if out := c.out[transport]; len(out) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d of %d newcomers could not come in, the first because: %s",
				transport, len(out), c.came[transport], out[0]))
		}
	}
	return lines
}
