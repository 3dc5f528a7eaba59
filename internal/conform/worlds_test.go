package conform

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/transport"
)

// networks are the worlds' networks. A behaviour gets a new one each time.
var networks = []struct {
	name    string
	virtual bool                     // in virtual time
	world   func(t *testing.T) World // all but the transport
}{
	{"host", false, func(*testing.T) World {
		nw := &netx.Host{}
		return World{Server: nw, Client: nw, Addr: "127.0.0.1:0"}
	}},
	{"pipes", true, func(*testing.T) World {
		nw := &netxtest.Pipes{}
		return World{Server: nw, Client: nw, Addr: "127.0.0.1:0"}
	}},
	{"lab", true, func(t *testing.T) World { return labWorld(t, true) }},
	{"lab in real time", false, func(t *testing.T) World { return labWorld(t, false) }},
	{"kernel", false, kernelWorld},
}

// labWorld is a lab whose link delays and loses nothing: what a link does is not what is tried here.
func labWorld(t *testing.T, virtual bool) World {
	perfect := link.Config{Delay: time.Millisecond}
	n, err := lab.New(lab.Config{Up: perfect, Down: perfect, Seed: 1, Virtual: virtual})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return World{Server: n.Server, Client: n.Clients[0], Addr: n.Server.Addr.String() + ":0"}
}

// kernelWorld is the same between two kernels.
func kernelWorld(t *testing.T) World {
	perfect := link.Config{Delay: time.Millisecond}
	n, err := kernel.New(kernel.Config{Up: perfect, Down: perfect, Seed: 1})
	var missing *kernel.MissingError
	if errors.As(err, &missing) {
		t.Skip(missing)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return World{Server: n.Server, Client: n.Clients[0], Addr: n.Server.Addr.String() + ":0"}
}

// TestMain has more tests run at once than there are processors: they wait, most of the time.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "16") // unless the command line says otherwise
	os.Exit(m.Run())
}

func TestEcho(t *testing.T) { try(t, Echo()) }

func TestBroadcast(t *testing.T) { try(t, Broadcast()) }

// TestSocketIO: what holds for the rooms of all transports holds for those of Socket.IO, on a WebSocket and by polling. The
// latter is tried in virtual time only: that somebody has vanished is seen after 45 seconds.
func TestSocketIO(t *testing.T) {
	webSocket, polling := socketIO("by WebSocket", openWebSocket), socketIO("by polling", openPolling)
	tryIn(t, true, Broadcast(), webSocket, polling)
	tryIn(t, false, Broadcast(), webSocket)
}

// try runs behaviours in all worlds: first in those of virtual time, and then in the rest, side
// by side.
func try(t *testing.T, behaviours []Behaviour) {
	tryIn(t, true, behaviours, transport.All()...)
	tryIn(t, false, behaviours, transport.All()...)
}

func tryIn(t *testing.T, virtual bool, behaviours []Behaviour, transports ...transport.Transport) {
	t.Run(map[bool]string{true: "virtual time", false: "real time"}[virtual], func(t *testing.T) {
		t.Cleanup(func() { goleak.VerifyNone(t) }) // after the others
		for _, nw := range networks {
			if nw.virtual != virtual {
				continue
			}
			for _, tr := range transports {
				for _, b := range behaviours {
					t.Run(nw.name+"/"+titled(tr)+"/"+b.Name, func(t *testing.T) {
						check := func(t *testing.T) {
							w := nw.world(t)
							w.Transport = tr
							tryOne(t, b, w)
						}
						t.Parallel()
						if virtual {
							synctest.Test(t, check)
						} else {
							check(t)
						}
					})
				}
			}
		}
	})
}

// titled is a transport's name, and of Socket.IO what it is carried by.
func titled(tr transport.Transport) string {
	if _, way, found := strings.Cut(tr.Title, "Socket.IO by "); found {
		return strings.ToLower(way)
	}
	return tr.Name
}

func tryOne(t *testing.T, b Behaviour, w World) {
	err := b.Check(t.Context(), w)
	if skip, ok := err.(Skip); ok {
		t.Skip(skip)
	}
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skipf("no %s on this network", w.Transport.Title)
	}
	if err != nil {
		t.Error(err)
	}
}
