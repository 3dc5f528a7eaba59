package room

import (
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

const ms = time.Millisecond

func TestCatchUp(t *testing.T) {
	c := catchUp{epoch: "k", seen: 10}
	for _, offset := range []uint64{11, 13, 14, 11, 3} {
		c.saw(offset, time.Duration(offset)*ms)
	}
	checks.Equal(t, "seen", c.seen, 11)
	checks.Equal(t, "not overdue yet", c.overdue(112*ms), false)
	checks.Equal(t, "overdue", c.overdue(113*ms), true)
	c.saw(12, 200*ms)
	checks.Equal(t, "all seen", c.seen, 14)
	checks.Equal(t, "nothing overdue", c.overdue(time.Hour), false)
	checks.Equal(t, "kept", len(c.ahead), 0)
}
