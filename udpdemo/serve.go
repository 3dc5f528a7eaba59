package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
)

// There is no server to share here, as tcpdemo and wsdemo have one: nothing is accepted, and each Serve
// is one loop over one socket. What the loops share is how they end.

// ended says whether a read error is the end of Serve, and what Serve is to return then.
func ended(ctx context.Context, failed int, err error, observe func(net.Addr, error)) (bool, error) {
	switch {
	case ctx.Err() != nil:
		return true, nil
	case errors.Is(err, net.ErrClosed), failed > 100:
		return true, fmt.Errorf("udpdemo: read: %w", err)
	}
	observe(nil, fmt.Errorf("udpdemo: read: %w", err))
	return false, nil
}
