package room

import (
	"time"

	"wirelab/internal/room/event"
)

// A catchUp is how far a room has been seen, to know what is missing. It keeps what any client must,
// to resume.
type catchUp struct {
	epoch string
	seen  uint64          // everything up to here, or told to be lost
	ahead map[uint64]bool // what came beyond a hole
	since time.Duration   // when the hole was first seen
	hole  bool
}

// overdueAfter is how long what is missing may still be under way.
const overdueAfter = 100 * time.Millisecond

// joined takes the answer to a join, which stands for the event of the join.
func (c *catchUp) joined(j event.Joined, resumes bool, now time.Duration) {
	if c.epoch == "" || !resumes {
		*c = catchUp{epoch: j.Epoch, seen: j.Offset}
	}
	c.saw(j.Offset, now)
}

func (c *catchUp) saw(offset uint64, now time.Duration) {
	if offset <= c.seen || c.epoch == "" {
		return
	}
	if c.ahead == nil {
		c.ahead = make(map[uint64]bool)
	}
	c.ahead[offset] = true
	c.advance()
	if len(c.ahead) > 0 {
		c.suspect(now)
	}
}

func (c *catchUp) gap(g event.Gap) {
	if g.Epoch != c.epoch {
		*c = catchUp{epoch: g.Epoch, seen: g.To}
	}
	c.seen = max(c.seen, g.To)
	for offset := range c.ahead {
		if offset <= c.seen {
			delete(c.ahead, offset)
		}
	}
	c.advance()
}

func (c *catchUp) advance() {
	for c.ahead[c.seen+1] {
		c.seen++
		delete(c.ahead, c.seen)
	}
	if len(c.ahead) == 0 {
		c.hole = false
	}
}

func (c *catchUp) suspect(now time.Duration) {
	if !c.hole {
		c.hole, c.since = true, now
	}
}

func (c *catchUp) overdue(now time.Duration) bool { return c.hole && now-c.since >= overdueAfter }
