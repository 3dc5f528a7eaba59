package frames

import (
	"net"
	"syscall"
	"time"

	"wirelab/internal/network/netx"
)

// A CheckConn is a client's connection under a server's WebSocket. What the client sends is checked
// before it is passed on, and a message that has begun must get to its end.
type CheckConn struct {
	net.Conn
	checker  checker
	patience time.Duration // MessageTimeout

	deadline time.Time // while no message is under way; zero: none
	began    time.Time // when the message that is under way did; zero: none is
	came     int       // bytes since then
	paid     time.Time // until when the frames that are no message are paid for (pace)
	failed   bool
}

// NewCheckConn returns a CheckConn on conn. Messages have at most limit bytes, and patience until they end.
func NewCheckConn(conn net.Conn, limit int, patience time.Duration) *CheckConn {
	return &CheckConn{Conn: conn, checker: checker{limit: limit}, patience: patience}
}

// slowest is how many bytes of a message must come in a second, on average and after MessageTimeout.
const slowest = 16 << 10

// Read fails once for a violation. After that it reads whatever comes, for whoever waits for the end.
func (c *CheckConn) Read(b []byte) (int, error) {
	if c.failed {
		return c.Conn.Read(b)
	}
	c.pace()
	c.keepTime()
	n, err := c.Conn.Read(b)
	for n == 0 && !c.began.IsZero() && netx.IsTimeout(err) {
		if !time.Now().Before(c.due()) {
			c.fail()
			return 0, errUnfinished
		}
		c.setDeadline() // more has come since it was set, and gives more time
		n, err = c.Conn.Read(b)
	}
	c.came += n
	if good, bad := c.checker.check(b[:n]); bad != nil {
		c.fail()
		return good, bad
	}
	return n, err
}

func (c *CheckConn) fail() { c.failed, c.began = true, time.Time{} }

// pace waits, with a second's worth in advance, until time has paid for frames that are no message. They cost
// as much work as messages do, and no rate counts them. TCP's flow control makes their sender wait.
func (c *CheckConn) pace() {
	if c.checker.extra == 0 {
		return
	}
	now := time.Now()
	if before := now.Add(-time.Second); c.paid.Before(before) {
		c.paid = before
	}
	c.paid = c.paid.Add(time.Duration(c.checker.extra) * (time.Second / perSecond))
	c.checker.extra = 0
	time.Sleep(c.paid.Sub(now))
}

// keepTime notes when a message begins. Most come whole, and no clock has to be asked.
func (c *CheckConn) keepTime() {
	timed := !c.began.IsZero()
	if c.checker.ended && timed {
		c.began = time.Time{}
	}
	c.checker.ended = false
	if c.checker.underWay() && c.began.IsZero() {
		c.began, c.came = time.Now(), 0
	}
	if timed != !c.began.IsZero() {
		c.setDeadline()
	}
}

// due is when the message that is under way must have ended.
func (c *CheckConn) due() time.Time {
	return c.began.Add(c.patience + time.Duration(c.came)*(time.Second/slowest))
}

// SetReadDeadline sets the deadline for the time when no message is under way.
func (c *CheckConn) SetReadDeadline(t time.Time) error {
	c.deadline = t
	return c.setDeadline()
}

func (c *CheckConn) setDeadline() error {
	if !c.began.IsZero() {
		return c.Conn.SetReadDeadline(c.due())
	}
	return c.Conn.SetReadDeadline(c.deadline)
}

// CloseWrite sends FIN. Reading goes on, but what comes is not looked at any more.
func (c *CheckConn) CloseWrite() error {
	c.fail()
	return netx.CloseWrite(c.Conn)
}

// SyscallConn returns the socket, if there is one: what is written is not looked at.
func (c *CheckConn) SyscallConn() (syscall.RawConn, error) { return netx.SyscallConn(c.Conn) }
