package link

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Describe says in a few words what both directions of a link like c do to packets, for titles:
// "jitter 5 ms, 2 % loss each way, 5 Mbit/s". It leaves out the delay, for readers want the round
// trip's, and the queue.
func (c Config) Describe() string {
	parts := c.parts()
	if c.Bandwidth > 0 {
		parts = append(parts, c.rate())
	}
	return join(parts)
}

// Describe says in a few words what the link does to packets. See Config.Describe.
func (p Profile) Describe() string {
	up, down := p.Up, p.Down
	up.Bandwidth, up.Queue = down.Bandwidth, down.Queue
	switch {
	case p.Up == p.Down:
		return p.Up.Describe()
	case up == down: // but for the bandwidth, as most lines into homes are
		return join(append(p.Up.parts(), p.Down.rate()+" down", p.Up.rate()+" up"))
	}
	each := func(c Config) string { return strings.ReplaceAll(c.Describe(), " each way", "") }
	return fmt.Sprintf("down: %s; up: %s", each(p.Down), each(p.Up))
}

// parts describes all but the bandwidth.
func (c Config) parts() (parts []string) {
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if c.Jitter > 0 {
		add("jitter %s", milliseconds(c.Jitter))
	}
	if c.Loss > 0 {
		add("%s %% loss each way", number(100*c.Loss))
	}
	if c.Burst != (GilbertElliott{}) {
		add("%s %% loss each way in bursts", twoDigits(100*c.Burst.MeanLoss()))
	}
	if c.Reorder > 0 {
		add("%s %% arrive %s late (reordered)", number(100*c.Reorder), milliseconds(c.ReorderBy))
	}
	if c.Duplicate > 0 {
		add("%s %% twice", number(100*c.Duplicate))
	}
	return parts
}

// rate describes the bandwidth.
func (c Config) rate() string {
	if c.Bandwidth == 0 {
		return "no limit"
	}
	amount, prefix := scale(c.Bandwidth)
	return amount + " " + prefix + "bit/s"
}

func join(parts []string) string {
	if len(parts) == 0 {
		return "no loss"
	}
	return strings.Join(parts, ", ")
}

// twoDigits rounds x to two digits that count: 3.8, and 100.
func twoDigits(x float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 2, 64), 64) // there is no error: it is a number
	return number(rounded)
}

func milliseconds(d time.Duration) string { return number(inMilliseconds(d)) + " ms" }

func inMilliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
