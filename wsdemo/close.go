package wsdemo

import (
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/room/hub"

	"wirelab/internal/network/netx"
)

// goodCloses are the close codes (RFC 6455 section 7.4.1) that end a connection well: done, going
// away, and no code given.
var goodCloses = []int{websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived}

// closeTimeout is how long a side that has sent its Close frame waits for the other's.
const closeTimeout = time.Second

// sayClose begins the closing handshake (RFC 6455 section 7.1.2) with a Close frame of the given
// code and reason. Nothing can be sent after it; if the peer does not end the connection, it ends
// after closeTimeout.
func sayClose(conn *websocket.Conn, code int, reason string) error {
	time.AfterFunc(closeTimeout, func() { conn.Close() })
	frame := websocket.FormatCloseMessage(code, reason)
	return conn.WriteControl(websocket.CloseMessage, frame, time.Now().Add(closeTimeout))
}

// awaitClose drops what the peer sent before its own Close frame came, or the connection ended.
func awaitClose(conn *websocket.Conn) {
	for {
		if _, _, err := conn.NextReader(); err != nil {
			return
		}
	}
}

// linger ends a connection that has failed (RFC 6455 section 7.1.7): what the peer says now is not
// looked at, its answer to the Close frame included. It sends FIN and drops what still comes until the
// peer does the same, or closeTimeout has passed: a connection that is closed with bytes unread is
// reset, and a reset can overtake the Close frame.
func linger(conn *websocket.Conn) {
	netx.CloseWrite(conn.NetConn()) // not every network has that; there, the peer ends the connection
	conn.SetReadDeadline(time.Now().Add(closeTimeout))
	io.Copy(io.Discard, conn.NetConn())
}

// closeCode says to a program why its member was evicted (RFC 6455 section 7.4.1 and its registry).
func closeCode(evicted error) int {
	if errors.Is(evicted, hub.ErrTooSlow) {
		return websocket.CloseTryAgainLater
	}
	return websocket.ClosePolicyViolation
}
