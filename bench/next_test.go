package bench

import (
	"testing"

	"wirelab/internal/link"
)

// The ladder that a report points to has the report's transport, link and seed.
func TestNext(t *testing.T) {
	p := DefaultPlan("lab")
	p.Transports = []string{"udp", "ws"}
	equal(t, "as it is", p.ladder(), "wirelab ladder udp")
	p.Link, p.Seed = "lossy", 7
	equal(t, "another link", p.ladder(), "wirelab ladder udp --link lossy --seed 7")
	p.Link, p.Up, p.Down = "custom", link.Config{Loss: 0.02}, link.Config{Loss: 0.02}
	equal(t, "a link of one's own", p.ladder(), "wirelab ladder udp --delay 0s --loss 2% --seed 7")
	equal(t, "commands", len(p.next()), 3)
	p.Net = "host"
	equal(t, "on the host there is no ladder", p.next()[1], [2]string{"Why", "wirelab lessons show 6"})
	p.Net, p.Server = "lab", "broadcast"
	equal(t, "of a room", p.next()[1], [2]string{"Why", "wirelab lessons show 9"})
}
