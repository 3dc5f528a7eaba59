package place

import (
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/clock"
	"wirelab/internal/network/netx"
)

// A Place is where trials happen: a network for the server, networks for the clients, and one clock for all.
type Place struct {
	Server  netx.Network
	Clients []netx.Network       // further clients take one of them
	Listen  string               // the address that servers listen at
	Virtual bool                 // in virtual time
	Settle  time.Duration        // a pause after the last message, so that what still goes to and fro is the messages' cost
	Now     func() time.Duration // the clock
	Meter   *Meter               // counts packets; nil where they are not ours to see
	Close   func() error         // ends the networks
}

// Host is this machine.
func Host() *Place {
	host := &netx.Host{}
	return &Place{
		Server: host, Clients: []netx.Network{host}, Listen: "127.0.0.1:0", Now: clock.New(),
		Close: func() error { return nil },
	}
}

// settling is how long a network is left alone after the last message, and again after the connection was
// closed, so that what is still under way is seen and counted. It is shorter in real time, where a person waits.
func settling(p bench.Plan) time.Duration {
	const long = 5 * time.Second
	if p.Virtual() {
		return long
	}
	roundTrip := p.Up.Delay + p.Down.Delay + p.Up.Jitter + p.Down.Jitter
	return min(4*roundTrip+100*time.Millisecond, long)
}

// clientsOf are hosts as networks.
func clientsOf[H netx.Network](hosts []H) (clients []netx.Network) {
	for _, h := range hosts {
		clients = append(clients, h)
	}
	return clients
}
