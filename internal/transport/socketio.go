package transport

import (
	"context"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/wsdemo/socketio"
)

var (
	_ Conn = (*socketio.MessageConn)(nil)
	_ Conn = (*socketio.RoomConn)(nil)
)

// WithSocketIO returns all transports that there are, the three and Socket.IO.
func WithSocketIO() []Transport {
	all := All()
	return append(all, SocketIO(all[len(all)-1], socketio.Options{}))
}

// SocketIO returns Socket.IO, whose servers are WebSocket's: they answer at /socket.io/, too.
func SocketIO(ws Transport, o socketio.Options) Transport {
	t := ws
	t.Name, t.Title, t.Text, t.Framing = "socketio", "Socket.IO", true, packet.SocketIO
	t.MaxMessage, t.ErrTooLarge = socketio.MaxMessage, socketio.ErrTooLarge
	t.Dial = func(ctx context.Context, nw netx.Network, addr string) (Conn, error) {
		return conn(socketio.DialMessages(ctx, nw, addr, o))
	}
	t.DialText = t.Dial
	t.dialRooms = func(ctx context.Context, nw netx.Network, addr, session string) (Conn, error) {
		return conn(socketio.DialRooms(ctx, nw, addr, session, o))
	}
	return t
}
