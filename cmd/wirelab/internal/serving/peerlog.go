package serving

import (
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/term/visible"
)

// A peerLog prints what went wrong with peers, at most a line a second: a flood of datagrams must
// not become a flood of lines.
type peerLog struct {
	w io.Writer

	mu       sync.Mutex
	last     time.Time
	unspoken int
}

func (l *peerLog) print(transport string, peer net.Addr, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.last) < time.Second {
		l.unspoken++
		return
	}
	l.last = time.Now()
	from := transport
	if peer != nil {
		from += " " + peer.String()
	}
	more := ""
	if l.unspoken > 0 {
		more = fmt.Sprintf(" (and %d more since the last line)", l.unspoken)
	}
	l.unspoken = 0
	fmt.Fprintln(l.w, visible.Text(fmt.Sprintf("%s: %v%s", from, err, more)))
}
