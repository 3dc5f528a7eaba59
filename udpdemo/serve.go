package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
)

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
