package measure

import "sync/atomic"

// A Progress tells, while Run runs, how far it is. It may be read at any time by any goroutine.
type Progress struct {
	sent, total atomic.Int64
	came, bytes atomic.Int64
	doing       atomic.Value // string
}

// Counts returns how many messages have been sent so far, in all trials; how many came, in a room to each of its
// members; and how many bytes that were.
func (p *Progress) Counts() (sent, came, bytes int64) {
	return p.sent.Load(), p.came.Load(), p.bytes.Load()
}

// saw notes that a message of so many bytes came.
func (p *Progress) saw(bytes int) {
	p.came.Add(1)
	p.bytes.Add(int64(bytes))
}

// Now returns the share of the messages that have been sent, from 0 to 1, and what is being done.
func (p *Progress) Now() (share float64, doing string) {
	doing, _ = p.doing.Load().(string)
	if total := p.total.Load(); total > 0 {
		share = float64(p.sent.Load()) / float64(total)
	}
	return share, doing
}
