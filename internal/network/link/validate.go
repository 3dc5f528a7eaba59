package link

import (
	"fmt"
	"strconv"
	"time"
)

// These limits catch typing mistakes. In an hour, a signal can travel to Mars and back.
const (
	maxDelay     = time.Hour
	minBandwidth = 1000
	minQueue     = 1500 // one full packet on Ethernet
)

// Validate returns nil, or an error of one line that names the option and says what is wrong and what would
// be right.
func (c Config) Validate() error {
	switch {
	case c.Delay < 0 || c.Delay > maxDelay:
		return fmt.Errorf("--delay %v: a delay must be between 0s and 1h", c.Delay)
	case c.Jitter < 0:
		return fmt.Errorf("--jitter %v: jitter must not be negative", c.Jitter)
	case c.Jitter > c.Delay:
		return fmt.Errorf("--jitter %v: jitter must be at most the delay, which is %v one way", c.Jitter, c.Delay)
	case !isShare(c.Loss):
		return fmt.Errorf("--loss %s: a loss must be between 0%% and 100%%", percent(c.Loss))
	case c.Burst != (GilbertElliott{}) && c.Loss > 0:
		return fmt.Errorf("--loss %s: leave out --loss with --burst, which already says what is lost", percent(c.Loss))
	}
	if err := c.Burst.validate(); err != nil {
		return err
	}
	reorder := fmt.Sprintf("--reorder %s,%v", percent(c.Reorder), c.ReorderBy)
	switch {
	case !isShare(c.Reorder):
		return fmt.Errorf("%s: the share held back must be between 0%% and 100%%", reorder)
	case c.ReorderBy < 0 || c.ReorderBy > maxDelay:
		return fmt.Errorf("%s: the time held back must be between 0s and 1h", reorder)
	case c.Reorder > 0 && c.ReorderBy == 0:
		return fmt.Errorf("%s: say for how long packets are held back, as in %s,30ms", reorder, percent(c.Reorder))
	case !isShare(c.Duplicate):
		return fmt.Errorf("--duplicate %s: the share duplicated must be between 0%% and 100%%", percent(c.Duplicate))
	case c.Bandwidth < 0 || 0 < c.Bandwidth && c.Bandwidth < minBandwidth:
		return fmt.Errorf("--bandwidth %s: a bandwidth must be at least 1k (1000 bit/s), or 0 for no limit", rate(c.Bandwidth))
	case c.Queue != 0 && c.Queue < minQueue:
		return fmt.Errorf("--queue %d: a queue must hold at least one packet, 1500 bytes", c.Queue)
	case c.Queue > maxQueue:
		return fmt.Errorf("--queue %d: a queue must hold at most 1 GiB", c.Queue)
	case c.Queue != 0 && c.Bandwidth == 0:
		return fmt.Errorf("--queue %d: without a --bandwidth nothing ever waits", c.Queue)
	}
	return nil
}

func (g GilbertElliott) validate() error {
	if g == (GilbertElliott{}) {
		return nil
	}
	flag := fmt.Sprintf("--burst %s,%s,%s", percent(g.P), percent(g.R), percent(g.LossBad))
	if g.LossGood != 0 {
		flag += "," + percent(g.LossGood)
	}
	switch {
	case !isShare(g.P) || !isShare(g.R) || !isShare(g.LossBad) || !isShare(g.LossGood):
		return fmt.Errorf("%s: each of the three numbers must be between 0%% and 100%%", flag)
	case g.P == 0:
		return fmt.Errorf("%s: no burst would ever begin; the first number must be above 0%%", flag)
	case g.R == 0:
		return fmt.Errorf("%s: no burst would ever end; the second number must be above 0%%", flag)
	}
	return nil
}

// isShare reports whether x is in [0, 1]. NaN is not.
func isShare(x float64) bool { return x >= 0 && x <= 1 }

// percent writes a share as on the command line: 0.02 is 2%.
func percent(share float64) string { return number(100*share) + "%" }

// rate writes a bandwidth as on the command line: 1500000 is 1.5M.
func rate(bits int64) string {
	amount, prefix := scale(bits)
	return amount + prefix
}

// scale writes bit/s with the prefix that suits it.
func scale(bits int64) (amount, prefix string) {
	x := float64(bits)
	for _, p := range []string{"", "k", "M"} {
		if x < 1000 {
			return number(x), p
		}
		x /= 1000
	}
	return number(x), "G"
}

// number writes x without the digits that come only from counting in binary.
func number(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }
