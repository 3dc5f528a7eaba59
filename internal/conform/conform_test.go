package conform_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"go.uber.org/goleak"

	"wirelab/internal/conform"
	"wirelab/internal/netx"
	"wirelab/internal/netx/netxtest"
	"wirelab/internal/transport"
)

// networks are the worlds' networks. A behaviour gets a new one each time.
var networks = []struct {
	name    string
	virtual bool                 // in virtual time
	world   func() conform.World // all but the transport
}{
	{"host", false, func() conform.World {
		nw := &netx.Host{}
		return conform.World{Server: nw, Client: nw, Addr: "127.0.0.1:0"}
	}},
	{"pipes", true, func() conform.World {
		nw := &netxtest.Pipes{}
		return conform.World{Server: nw, Client: nw, Addr: "127.0.0.1:0"}
	}},
}

func TestEcho(t *testing.T) {
	for _, nw := range networks {
		for _, tr := range transport.All() {
			for _, b := range conform.Echo() {
				t.Run(nw.name+"/"+tr.Name+"/"+b.Name, func(t *testing.T) {
					defer goleak.VerifyNone(t)
					check := func(t *testing.T) {
						w := nw.world()
						w.Transport = tr
						err := b.Check(t.Context(), w)
						if skip, ok := err.(conform.Skip); ok {
							t.Skip(skip)
						}
						if errors.Is(err, errors.ErrUnsupported) {
							t.Skipf("no %s on this network", tr.Title)
						}
						if err != nil {
							t.Error(err)
						}
					}
					if nw.virtual {
						synctest.Test(t, check)
					} else {
						check(t)
					}
				})
			}
		}
	}
}
