// Package transport is the table of the transports: what commands, measurements and tests need
// to know to treat TCP, UDP, WebSocket and Socket.IO alike. How each of them really works is in the packages
// tcpdemo, udpdemo, wsdemo and wsdemo/socketio.
package transport

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
	"wirelab/udpdemo"
	"wirelab/wsdemo"
)

// A Transport carries messages between a client and a server.
type Transport struct {
	Name        string // as on the command line: tcp, udp, ws, socketio
	Title       string // as in a sentence: TCP, UDP, WebSocket, Socket.IO
	DefaultPort int    // where wirelab's server listens unless told otherwise
	MaxMessage  int    // the largest message, in bytes
	ErrTooLarge error  // what sending a larger one returns
	Reliable    bool   // what is lost is sent again, and order is kept
	Stream      bool   // the server sees bytes and not messages
	Text        bool   // Dial's messages are text, as DialText's are
	// Framing is how messages that Dial's Conn sends are told apart within TCP's stream.
	Framing packet.Protocol

	// Dial connects to the server at addr (host:port).
	Dial func(ctx context.Context, nw netx.Network, addr string) (Conn, error)
	// DialText does the same for messages that are text: each a line over TCP, or a text message over
	// WebSocket.
	DialText func(ctx context.Context, nw netx.Network, addr string) (Conn, error)
	// dialRooms is for DialRooms; nil: DialText will do.
	dialRooms func(ctx context.Context, nw netx.Network, addr, session string) (Conn, error)
	// ListenEcho makes an echo server that listens at addr. It answers once Serve is called.
	ListenEcho func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error)
	// ListenBroadcast does the same for a broadcast server.
	ListenBroadcast func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error)
}

// A Conn is a client's end: one Send, one message; one Recv, one message. Close unblocks both.
type Conn interface {
	Send(msg []byte) error
	Recv(buf []byte) (int, error)
	Close() error
}

var (
	_ Conn = (*tcpdemo.Conn)(nil)
	_ Conn = (*udpdemo.Conn)(nil)
	_ Conn = (*wsdemo.Conn)(nil)
)

// DialRooms connects to the broadcast server at addr (host:port), for messages that are the requests and replies of
// package event. A session is a word drawn at random that outlives connections, "" if there is none: who joins with
// one has to give it here, too.
func (t Transport) DialRooms(ctx context.Context, nw netx.Network, addr, session string) (Conn, error) {
	if t.dialRooms != nil {
		return t.dialRooms(ctx, nw, addr, session)
	}
	return t.DialText(ctx, nw, addr)
}

// A Server listens, and serves until ctx ends. Call Serve once, even if only to close the socket.
type Server struct {
	Addr  net.Addr
	Serve func(ctx context.Context) error
	// Short is a *udpdemo.SmallBufferError if the system gives a UDP server less than it asks for.
	Short error
}

// Options are the settings of servers, by the names that their fields have. The zero value is ready
// to use.
type Options struct {
	OnData       func(peer net.Addr, b []byte)  // echo
	OnConn       func(peer net.Addr, open bool) // echo over TCP and WebSocket
	OnSession    func(peer net.Addr, open bool) // echo over Socket.IO
	OnError      func(peer net.Addr, err error)
	IdleTimeout  time.Duration // TCP and WebSocket
	WriteTimeout time.Duration // TCP and WebSocket
	MaxConns     int           // TCP and WebSocket
	MaxPerAddr   int           // connections or leases of one address
	MaxReplies   int           // UDP: replies a second to one address
	Batch        int           // UDP: datagrams per system call
	Hub          *hub.Hub      // broadcast
	Lease        time.Duration // broadcast over UDP
	Multicast    *net.UDPAddr  // broadcast over UDP
	Hosts        []string      // WebSocket: names that Host may give
	Site         http.Handler  // broadcast over WebSocket: pages beside the server

	MaxMessage     int           // echo over WebSocket, in bytes
	Compression    bool          // echo over WebSocket
	MessageTimeout time.Duration // WebSocket
	MaxUnfinished  int           // WebSocket, in bytes
}

// All returns the three transports that have a port of their own, in the order in which they are shown. Socket.IO
// (socketio.go) is on WebSocket's.
func All() []Transport {
	return []Transport{
		{
			Name: "tcp", Title: "TCP", DefaultPort: 7101,
			MaxMessage: tcpdemo.MaxMessage, ErrTooLarge: tcpdemo.ErrTooLarge,
			Reliable: true, Stream: true, Framing: packet.LengthPrefix,
			Dial: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(tcpdemo.Dial(ctx, nw, addr, tcpdemo.LengthPrefix{}))
			},
			DialText: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(tcpdemo.Dial(ctx, nw, addr, tcpdemo.Lines{}))
			},
			ListenEcho: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &tcpdemo.EchoServer{
					IdleTimeout: o.IdleTimeout, WriteTimeout: o.WriteTimeout, MaxConns: o.MaxConns, MaxPerAddr: o.MaxPerAddr,
					OnData: o.OnData, OnConn: o.OnConn, OnError: o.OnError,
				}
				return listen(ctx, nw, addr, s.Serve)
			},
			ListenBroadcast: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &tcpdemo.BroadcastServer{
					Hub: o.Hub, IdleTimeout: o.IdleTimeout, WriteTimeout: o.WriteTimeout, MaxConns: o.MaxConns, MaxPerAddr: o.MaxPerAddr,
					OnError: o.OnError,
				}
				return listen(ctx, nw, addr, s.Serve)
			},
		},
		{
			Name: "udp", Title: "UDP", DefaultPort: 7102,
			MaxMessage: udpdemo.MaxMessage, ErrTooLarge: udpdemo.ErrTooLarge,
			Dial: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(udpdemo.Dial(ctx, nw, addr))
			},
			DialText: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(udpdemo.Dial(ctx, nw, addr))
			},
			ListenEcho: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &udpdemo.EchoServer{
					MaxReplies: o.MaxReplies, Batch: o.Batch, Network: nw, OnData: o.OnData, OnError: o.OnError,
				}
				return listenPacket(ctx, nw, addr, s.Serve)
			},
			ListenBroadcast: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &udpdemo.BroadcastServer{
					Hub: o.Hub, Lease: o.Lease, MaxReplies: o.MaxReplies, Batch: o.Batch,
					Multicast: o.Multicast, MaxPerAddr: o.MaxPerAddr, OnError: o.OnError,
				}
				return listenPacket(ctx, nw, addr, s.Serve)
			},
		},
		{
			Name: "ws", Title: "WebSocket", DefaultPort: 7103,
			MaxMessage: wsdemo.MaxMessage, ErrTooLarge: wsdemo.ErrTooLarge,
			Reliable: true, Framing: packet.WebSocket,
			Dial: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(wsdemo.Dial(ctx, nw, addr, wsdemo.Binary))
			},
			DialText: func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
				return conn(wsdemo.Dial(ctx, nw, addr, wsdemo.Text))
			},
			ListenEcho: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &wsdemo.EchoServer{
					IdleTimeout: o.IdleTimeout, WriteTimeout: o.WriteTimeout, MaxConns: o.MaxConns, MaxPerAddr: o.MaxPerAddr,
					MaxMessage: o.MaxMessage, Compression: o.Compression,
					MessageTimeout: o.MessageTimeout, MaxUnfinished: o.MaxUnfinished,
					Hosts: o.Hosts, OnData: o.OnData, OnConn: o.OnConn, OnSession: o.OnSession, OnError: o.OnError,
				}
				return listen(ctx, nw, addr, s.Serve)
			},
			ListenBroadcast: func(ctx context.Context, nw netx.Network, addr string, o Options) (*Server, error) {
				s := &wsdemo.BroadcastServer{
					Hub: o.Hub, IdleTimeout: o.IdleTimeout, WriteTimeout: o.WriteTimeout, MaxConns: o.MaxConns, MaxPerAddr: o.MaxPerAddr,
					MessageTimeout: o.MessageTimeout, MaxUnfinished: o.MaxUnfinished,
					Site: o.Site, Hosts: o.Hosts, OnError: o.OnError,
				}
				return listen(ctx, nw, addr, s.Serve)
			},
		},
	}
}

// Named returns the transport of that name, or an error that lists the names there are.
func Named(name string) (Transport, error) {
	var names []string
	for _, t := range WithSocketIO() {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Transport{}, fmt.Errorf("there is no transport %q; choose one of %s", name, strings.Join(names, ", "))
}

func listen(ctx context.Context, nw netx.Network, addr string, serve func(context.Context, net.Listener) error) (*Server, error) {
	ln, err := nw.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &Server{Addr: ln.Addr(), Serve: func(ctx context.Context) error { return serve(ctx, ln) }}, nil
}

func listenPacket(ctx context.Context, nw netx.Network, addr string, serve func(context.Context, net.PacketConn) error) (*Server, error) {
	pc, err := nw.ListenPacket(ctx, "udp", addr)
	if err != nil {
		return nil, err
	}
	return &Server{
		Addr:  pc.LocalAddr(),
		Serve: func(ctx context.Context) error { return serve(ctx, pc) },
		Short: udpdemo.Enlarge(pc),
	}, nil
}

// conn keeps a nil pointer from becoming a Conn that is not nil.
func conn[C Conn](c C, err error) (Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
