package measure

import "sync/atomic"

// A Progress tells, while Run runs, how far it is. It may be read at any time by any goroutine.
type Progress struct {
	sent, total atomic.Int64
	doing       atomic.Value // string
}

// Now returns the share of the messages that have been sent, from 0 to 1, and what is being done.
func (p *Progress) Now() (share float64, doing string) {
	doing, _ = p.doing.Load().(string)
	if total := p.total.Load(); total > 0 {
		share = float64(p.sent.Load()) / float64(total)
	}
	return share, doing
}
