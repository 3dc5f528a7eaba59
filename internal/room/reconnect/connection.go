package reconnect

import (
	"cmp"
	"context"
	"sync"
	"time"

	"wirelab/internal/room/event"
)

// A Connection is one connection to a server. It sends pings by itself. Send and Expect may be called at once.
type Connection struct {
	conn      Conn
	datagrams bool
	wants     func(event.Reply) bool
	replies   chan event.Reply
	over      chan struct{} // closed by Close
	hangUp    func()        // closes conn, once
	quiet     *time.Timer   // ends a connection that has been silent for too long
	pinging   sync.WaitGroup

	sending chan struct{} // has something in it while somebody sends; a lock, but one that lets virtual time pass
	proof   string        // the cookie, which goes into every request

	mu      sync.Mutex // guards the rest
	expects bool
	asked   time.Time // when the first request was sent after the last reply; zero: none was
	hellos  int       // over UDP: how many were answered since then, and nothing else was
	failed  error
}

func newConnection(conn Conn, k *Keeper) *Connection {
	c := &Connection{
		conn: conn, datagrams: k.Datagrams, wants: k.Wants,
		replies: make(chan event.Reply), over: make(chan struct{}), sending: make(chan struct{}, 1),
		hangUp: sync.OnceFunc(func() { conn.Close() }),
	}
	c.quiet = time.AfterFunc(Silence, c.silent)
	go c.read()
	c.pinging.Go(c.ping)
	return c
}

// Replies is what comes from the server. It is closed when the connection has failed.
func (c *Connection) Replies() <-chan event.Reply { return c.replies }

// Err says why the connection has failed; nil while it has not.
func (c *Connection) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failed
}

// Send sends a request, with the cookie if there is one. Over UDP it returns nil even where the system says that nobody is
// there: a server may come back. Where it stays away, Replies is closed.
func (c *Connection) Send(r event.Request) error {
	c.sending <- struct{}{}
	defer func() { <-c.sending }()
	r.Cookie = c.proof
	c.mu.Lock()
	if c.asked.IsZero() {
		c.asked = time.Now()
	}
	c.mu.Unlock()
	if err := c.conn.Send(r.JSON()); err != nil && !c.datagrams {
		return cmp.Or(c.Err(), err) // that it is closed follows from why it has failed
	}
	return nil
}

// Expect says whether the server has something to answer: a request, or pings, which it answers for those who are in a
// room. It then has 16 s, from now on or from the last thing it said, before the connection fails with ErrSilent. A
// new connection expects nothing.
func (c *Connection) Expect(answers bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answers && !c.expects {
		c.quiet.Reset(Silence)
	}
	c.expects = answers
}

// Goodbye sends the last requests. A peer that does not take them is left without.
func (c *Connection) Goodbye(requests ...event.Request) {
	late := time.AfterFunc(patience, c.hangUp)
	defer late.Stop()
	for _, r := range requests {
		c.Send(r) // where it is lost, the end of the connection has to do
	}
}

// Close ends the connection, and returns when nothing of it is left.
func (c *Connection) Close() {
	close(c.over)
	c.hangUp()
	for range c.replies { // until read has ended
	}
	c.pinging.Wait()
	c.quiet.Stop()
}

// fail ends the connection for a reason. The first one counts.
func (c *Connection) fail(err error) {
	c.mu.Lock()
	if c.failed == nil {
		c.failed = err
	}
	c.mu.Unlock()
	c.hangUp()
}

// hello asks for a cookie until it has come.
func (c *Connection) hello(ctx context.Context) error {
	c.Expect(true)
	defer c.Expect(false)
	repeat := time.NewTicker(RepeatEvery)
	defer repeat.Stop()
	request := event.Request{Type: event.TypeHello}
	err := c.Send(request)
	for err == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-repeat.C:
			err = c.Send(request)
		case reply, ok := <-c.replies:
			if !ok {
				return c.Err()
			}
			switch reply := reply.(type) {
			case event.Cookie:
				c.sending <- struct{}{}
				c.proof = reply.Cookie
				<-c.sending
				return nil
			case *event.Error:
				return reply
			}
		}
	}
	return err
}

// read hands over what comes, until the connection fails, or turns out to be one to another kind of server. While the
// client does not take what has come, nobody can say that the server is silent.
func (c *Connection) read() {
	defer close(c.replies)
	buf := make([]byte, event.MaxMessage)
	for met := false; ; {
		n, err := c.conn.Recv(buf)
		if err != nil {
			c.fail(err)
			return
		}
		reply, err := event.DecodeReply(buf[:n])
		if err != nil && !met {
			if err := foreign(buf[:n]); err != nil {
				c.fail(err)
				return
			}
		}
		if err != nil {
			continue // of a newer server, perhaps
		}
		met = true
		if c.forgotten(reply) {
			c.fail(ErrForgotten)
			continue
		}
		c.quiet.Stop()
		if c.wanted(reply) {
			select {
			case c.replies <- reply:
			case <-c.over:
				continue // until Recv fails
			}
		}
		c.quiet.Reset(Silence)
	}
}

// wanted says whether the client is to read a reply. A cookie and what is wrong with a hello are the connection's own.
func (c *Connection) wanted(reply event.Reply) bool {
	switch reply.(type) {
	case event.Cookie, *event.Error:
		return true
	}
	return c.wants == nil || c.wants(reply)
}

// forgotten says whether a reply shows that the server does not know the client any more: it answers each hello, and
// nothing else.
func (c *Connection) forgotten(reply event.Reply) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, is := reply.(event.Cookie); is && !c.asked.IsZero() && time.Since(c.asked) >= doubtAfter {
		c.hellos++
		return c.hellos >= enoughHellos
	}
	c.asked, c.hellos = time.Time{}, 0
	return false
}

// doubts says whether what was asked should have been answered for long.
func (c *Connection) doubts() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.expects && !c.asked.IsZero() && time.Since(c.asked) >= doubtAfter
}

// cookie is the one that the server has given; "" before that.
func (c *Connection) cookie() string {
	c.sending <- struct{}{}
	defer func() { <-c.sending }()
	return c.proof
}

// ping shows the server that the client is there. Over UDP a server that was started again does not answer those whose
// cookies are from the time before: hellos show that it is there.
func (c *Connection) ping() {
	tick := time.NewTicker(pingEvery)
	defer tick.Stop()
	var look <-chan time.Time
	if c.datagrams {
		often := time.NewTicker(doubtAfter / 4)
		defer often.Stop()
		look = often.C
	}
	for {
		select {
		case <-c.over:
			return
		case <-look:
			if c.doubts() && c.cookie() != "" {
				c.Send(event.Request{Type: event.TypePing})
				c.Send(event.Request{Type: event.TypeHello})
			}
		case <-tick.C:
			if err := c.Send(event.Request{Type: event.TypePing}); err != nil {
				c.fail(err)
			}
		}
	}
}

// silent ends a connection to a server that owes an answer, and has said nothing for too long.
func (c *Connection) silent() {
	c.mu.Lock()
	expects := c.expects
	c.mu.Unlock()
	if expects {
		c.fail(ErrSilent)
	}
}
