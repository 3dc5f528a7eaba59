package verify

import (
	"cmp"
	"time"
)

// inLab is about how long the lab takes for a trial.
func (c Case) inLab() time.Duration {
	if c.Bulk() {
		return 200 * time.Millisecond
	}
	return time.Duration(c.Rate*c.Duration.Seconds()) * 200 * time.Microsecond
}

// betweenKernels is about how much longer all takes for a trial between kernels, of which several run at a time.
func (c Case) betweenKernels() time.Duration {
	took := c.Duration + 4*c.Link.RTT() + 500*time.Millisecond
	if c.Bulk() {
		const alone = 5_000_000 // bit/s, with some loss
		rate := min(alone, cmp.Or(c.Link.Down.Bandwidth, alone))
		took += time.Duration(c.Size) * 8 * time.Second / time.Duration(rate)
	}
	return took / time.Duration(c.crowd())
}
