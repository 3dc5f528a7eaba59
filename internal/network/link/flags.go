package link

import (
	"fmt"
	"strings"
)

// Flags are the options of the command line that make a link of c, in both directions.
func (c Config) Flags() string {
	flags := []string{"--delay " + c.Delay.String()}
	add := func(there bool, format string, args ...any) {
		if there {
			flags = append(flags, fmt.Sprintf(format, args...))
		}
	}
	add(c.Jitter > 0, "--jitter %v", c.Jitter)
	add(c.Loss > 0, "--loss %s", percent(c.Loss))
	add(c.Burst != GilbertElliott{}, "--burst %s,%s,%s", percent(c.Burst.P), percent(c.Burst.R), percent(c.Burst.LossBad))
	add(c.Reorder > 0, "--reorder %s,%v", percent(c.Reorder), c.ReorderBy)
	add(c.Duplicate > 0, "--duplicate %s", percent(c.Duplicate))
	add(c.Bandwidth > 0, "--bandwidth %d", c.Bandwidth)
	add(c.Queue > 0, "--queue %d", c.Queue)
	return strings.Join(flags, " ")
}
