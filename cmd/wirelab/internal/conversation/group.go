package conversation

import (
	"net"
	"strconv"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/udpdemo"
)

// A groupConn is a connection to a server that sends events to a multicast group: it receives from
// both.
type groupConn struct {
	reconnect.Conn
	group *net.UDPConn

	heard   chan []byte
	failed  chan error
	over    chan struct{}
	once    sync.Once
	readers sync.WaitGroup
}

// hearGroup joins the group on all of the machine's networks that take it. server is the address of the
// server that sends there.
//
// Anybody may send to a group, and nothing proves who did. So what counts there are events only, which are
// all that a server sends to a group, and only from the server's port: a cookie, an answer or an error has
// to come from the server's address. An event that somebody has made up for that port is still believed.
func hearGroup(conn reconnect.Conn, group *net.UDPAddr, server string) (reconnect.Conn, error) {
	_, port, err := net.SplitHostPort(server)
	if err != nil {
		conn.Close()
		return nil, err
	}
	pc, err := net.ListenMulticastUDP("udp", nil, group)
	if err != nil {
		conn.Close()
		return nil, err
	}
	joinEverywhere(pc, group)
	g := &groupConn{
		Conn: conn, group: pc,
		heard: make(chan []byte), failed: make(chan error, 2), over: make(chan struct{}),
	}
	g.readers.Go(func() { g.read(conn.Recv) })
	g.readers.Go(func() {
		g.read(func(b []byte) (int, error) {
			for {
				n, from, err := pc.ReadFromUDPAddrPort(b)
				if err != nil || strconv.Itoa(int(from.Port())) == port && isEvent(b[:n]) {
					return n, err
				}
			}
		})
	})
	return g, nil
}

// isEvent says whether a datagram is a room event.
func isEvent(datagram []byte) bool {
	reply, _ := event.DecodeReply(datagram)
	_, ok := reply.(event.Event)
	return ok
}

// joinEverywhere joins the group on each network besides the default one, loopback included.
func joinEverywhere(pc *net.UDPConn, group *net.UDPAddr) {
	interfaces, _ := net.Interfaces()
	for i := range interfaces {
		if group.IP.To4() != nil {
			ipv4.NewPacketConn(pc).JoinGroup(&interfaces[i], group) // those that cannot do not matter
		} else {
			ipv6.NewPacketConn(pc).JoinGroup(&interfaces[i], group)
		}
	}
}

func (g *groupConn) read(recv func([]byte) (int, error)) {
	buf := make([]byte, udpdemo.MaxMessage)
	for {
		n, err := recv(buf)
		if err != nil {
			g.failed <- err
			return
		}
		select {
		case g.heard <- append([]byte(nil), buf[:n]...):
		case <-g.over:
			return
		}
	}
}

// Recv returns what comes next, from the server or the group.
func (g *groupConn) Recv(buf []byte) (int, error) {
	select {
	case msg := <-g.heard:
		return copy(buf, msg), nil
	case err := <-g.failed:
		g.failed <- err
		return 0, err
	}
}

// Close leaves the group and closes the connection.
func (g *groupConn) Close() error {
	g.once.Do(func() { close(g.over) })
	g.group.Close()
	err := g.Conn.Close()
	g.readers.Wait()
	return err
}
