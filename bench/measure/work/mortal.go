package work

import (
	"context"
	"io"
	"net"
	"sync"

	"wirelab/internal/network/netx"
)

// A mortal is a network as one process has it: its sockets end with the process, and nobody says goodbye.
type mortal struct {
	netx.Network

	mu      sync.Mutex
	dead    bool
	sockets []io.Closer
}

var _ netx.Network = (*mortal)(nil)

// kill closes all sockets.
func (n *mortal) kill() {
	n.mu.Lock()
	sockets := n.sockets
	n.dead, n.sockets = true, nil
	n.mu.Unlock()
	for _, s := range sockets {
		s.Close() // some of them have been closed before
	}
}

// add has a socket end with the process.
func (n *mortal) add(s io.Closer) error {
	n.mu.Lock()
	dead := n.dead
	if !dead {
		n.sockets = append(n.sockets, s)
	}
	n.mu.Unlock()
	if dead {
		s.Close()
		return net.ErrClosed
	}
	return nil
}

func (n *mortal) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	ln, err := n.Network.Listen(ctx, network, address)
	if err == nil {
		err = n.add(ln)
	}
	return mortalListener{ln, n}, err
}

func (n *mortal) ListenPacket(ctx context.Context, network, address string) (net.PacketConn, error) {
	pc, err := n.Network.ListenPacket(ctx, network, address)
	if err == nil {
		err = n.add(pc)
	}
	return pc, err
}

func (n *mortal) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := n.Network.DialContext(ctx, network, address)
	if err == nil {
		err = n.add(conn)
	}
	return conn, err
}

// A mortalListener's connections end with the process, too.
type mortalListener struct {
	net.Listener
	network *mortal
}

func (l mortalListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		err = l.network.add(conn)
	}
	return conn, err
}
