package main

import (
	"errors"

	"github.com/gorilla/websocket"

	"wirelab/bench/measure"
	"wirelab/internal/network/netx"
)

// gone says that the other side is not there any more.
func gone(err error) bool { return netx.Gone(err) || errors.Is(err, websocket.ErrCloseSent) }

// noServer makes of an error that says that no server of that kind (echo, broadcast) is there what it is:
// wrong use.
func noServer(kind string, err error) error {
	var missing *measure.NoServerError
	if errors.As(err, &missing) {
		return wrongf("%w (wirelab serve %s starts servers)", err, kind)
	}
	return err
}
