package conversation

import (
	"context"
	"errors"
	"fmt"
	"net"

	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
	"wirelab/internal/usage"
	"wirelab/wsdemo"
)

// state says how the connection is. That there never was a broadcast server is an error.
func (t *Chat) state(ctx context.Context, s chat.State) error {
	switch {
	case errors.Is(s.Err, reconnect.ErrEcho):
		return peer.Found{Kind: peer.Echo, Over: t.Transport}.InsteadOf(peer.Broadcast, t.Transport, t.Addr)
	case s.Connected && t.lost:
		t.lost = false
		if !t.ending {
			t.late = nil
		}
		if t.held > 0 {
			return t.print(t.Notes, "* connected again, sending "+words.Counted(t.held, "waiting line", "waiting lines"))
		}
		return t.print(t.Notes, "* connected again")
	case s.Connected:
		return nil
	case !t.met:
		return t.notMet(ctx, s.Err)
	case !t.lost:
		t.lost = true
		if !t.ending && t.Screen == nil { // a person sees it, and can wait for as long as they like
			t.wait(away)
		}
		return t.print(t.Notes, "! the connection was lost ("+visible.Text(words.Cause(s.Err).Error())+"); trying again")
	}
	return nil
}

// notMet says why there is no server: wrong use if nobody is there, and a failure if somebody else is.
func (t *Chat) notMet(ctx context.Context, err error) error {
	if errors.Is(err, wsdemo.ErrFull) {
		return fmt.Errorf("%s: %w", t.Addr, wsdemo.ErrFull)
	}
	silent := errors.Is(err, reconnect.ErrSilent)
	if !silent {
		other := peer.LookAt(ctx, t.Transport, t.Addr).InsteadOf(peer.Broadcast, t.Transport, t.Addr)
		if other != nil || ctx.Err() != nil {
			return other
		}
	}
	op := (*net.OpError)(nil)
	if netx.Refused(err) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &op) && op.Op == "dial" {
		return peer.Nobody(peer.Broadcast, t.Addr, err)
	}
	err = fmt.Errorf("%s is no broadcast server over %s: %w", t.Addr, t.Transport.Title, err)
	if silent {
		return usage.Wrong(err)
	}
	return err
}
