package main

import (
	"net"
	"sync"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"

	"wirelab/internal/chat"
	"wirelab/udpdemo"
)

// A groupConn is a connection to a server that sends events to a multicast group: it receives from
// both.
type groupConn struct {
	chat.Conn
	group *net.UDPConn

	heard   chan []byte
	failed  chan error
	over    chan struct{}
	once    sync.Once
	readers sync.WaitGroup
}

// hearGroup joins the group on all of the machine's networks that take it.
func hearGroup(conn chat.Conn, group *net.UDPAddr) (chat.Conn, error) {
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
			n, _, err := pc.ReadFromUDPAddrPort(b)
			return n, err
		})
	})
	return g, nil
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
