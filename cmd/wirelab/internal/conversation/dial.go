package conversation

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/transport"
)

// Dial connects to an echo server within ten seconds. Its error says who is there, if it is somebody else.
func Dial(ctx context.Context, t transport.Transport, addr string) (transport.Conn, error) {
	dialing, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := t.DialText(dialing, &netx.Host{}, addr)
	if err == nil {
		return conn, nil
	}
	if ctx.Err() == nil {
		err = notConnected(ctx, t, addr, err)
	}
	return nil, cmp.Or(ctx.Err(), err)
}

// notConnected says why dialing failed: nobody is there, or somebody who speaks something else.
func notConnected(ctx context.Context, t transport.Transport, addr string, err error) error {
	other := peer.LookAt(ctx, t, addr).InsteadOf(peer.Echo, t, addr)
	if other != nil || ctx.Err() != nil {
		return other
	}
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "dial" {
		return peer.Nobody(peer.Echo, addr, err)
	}
	why := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "wsdemo: "), "socketio: ")
	return fmt.Errorf("%s does not speak %s: %s", addr, t.Title, why)
}

// newClient makes the client that joins the rooms.
func (t *Chat) newClient() *chat.Client {
	session := rand.Text()
	dial := t.dial
	if dial == nil {
		dial = func(ctx context.Context) (reconnect.Conn, error) { return t.dialServer(ctx, session) }
	}
	return chat.New(chat.Client{
		Keeper: reconnect.Keeper{Dial: dial, Datagrams: !t.Transport.Reliable},
		Name:   t.Name, Session: session, Notify: t.notify,
	})
}

// dialServer connects to the server and, if there is one, its group.
func (t *Chat) dialServer(ctx context.Context, session string) (reconnect.Conn, error) {
	conn, err := t.Transport.DialRooms(ctx, &netx.Host{}, t.Addr, session)
	if err != nil || t.Group == nil {
		return conn, err
	}
	return hearGroup(conn, t.Group, t.Addr)
}
