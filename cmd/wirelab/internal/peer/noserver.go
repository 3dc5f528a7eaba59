package peer

import (
	"errors"

	"wirelab/bench/measure/fault"
	"wirelab/internal/usage"
)

// NoServer makes of an error that says that no server of that kind (echo, broadcast) is there what it is:
// wrong use.
func NoServer(kind Kind, err error) error {
	var missing *fault.NoServerError
	if errors.As(err, &missing) {
		return usage.Wrongf("%w (wirelab serve %s starts servers)", err, kind)
	}
	return err
}

// Nobody says that dialing addr met no server of that kind, and why.
func Nobody(kind Kind, addr string, err error) error {
	return NoServer(kind, &fault.NoServerError{Addr: addr, Err: err})
}
