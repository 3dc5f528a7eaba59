package pcapng

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"wirelab/internal/network/packet"
)

// A Vantage is where packets are seen. The zero value sees all there is.
type Vantage int

// The vantage points.
const (
	AtBoth   Vantage = iota // at all hosts
	AtClient                // at the client, or at all clients
	AtServer
)

// An iface is an interface of a capture: the packets that one host sees.
type iface struct {
	name   string // of the host: "server", "client", or "client 1" where there are several
	addr   netip.Addr
	server bool
}

func (i iface) description() string {
	if !i.addr.IsValid() {
		return fmt.Sprintf("what the %s sent, and what reached it", i.name)
	}
	return fmt.Sprintf("what the %s, %v, sent, and what reached it", i.name, i.addr)
}

// A sighting is a packet as one host sees it: as it leaves, or as it arrives.
type sighting struct {
	packet.Record
	iface int // an index
	at    time.Duration
	in    bool
}

// view returns the interfaces at a vantage point, clients' first, and what is seen on them in the order of
// time.
func view(records []packet.Record, at Vantage) ([]iface, []sighting) {
	ifaces := slices.DeleteFunc(ifacesOf(records), func(i iface) bool {
		return at == AtClient && i.server || at == AtServer && !i.server
	})
	index := make(map[netip.Addr]int)
	for n, i := range ifaces {
		index[i.addr] = n
	}
	var seen []sighting
	see := func(host netip.Addr, s sighting) {
		if n, ok := index[host]; ok {
			s.iface = n
			seen = append(seen, s)
		}
	}
	for _, r := range records {
		flow, ok := packet.FlowOf(r.Data)
		if !ok {
			continue // no host sent this
		}
		if !r.Copy { // nor a copy
			see(flow.From, sighting{Record: r, at: r.Time})
		}
		if r.Arrived() {
			see(flow.To, sighting{Record: r, at: r.Arrives, in: true})
		}
	}
	// What leaves at the very moment at which something arrives may be its answer. It comes second, as its
	// record does.
	slices.SortStableFunc(seen, func(a, b sighting) int { return cmp.Compare(a.at, b.at) })
	return ifaces, seen
}

// ifacesOf finds the hosts of a link: clients in the order of their addresses, then the server.
func ifacesOf(records []packet.Record) (ifaces []iface) {
	var server netip.Addr
	hosts := make(map[netip.Addr]bool)
	for _, r := range records {
		flow, ok := packet.FlowOf(r.Data)
		if !ok {
			continue
		}
		hosts[flow.From], hosts[flow.To] = true, true
		switch {
		case server.IsValid():
		case r.Up:
			server = flow.To
		default:
			server = flow.From
		}
	}
	delete(hosts, server)
	clients := slices.SortedFunc(maps.Keys(hosts), netip.Addr.Compare)
	if len(clients) == 0 {
		clients = []netip.Addr{{}} // there is one, of which nothing was seen
	}
	for n, addr := range clients {
		name := "client"
		if len(clients) > 1 {
			name = fmt.Sprintf("client %d", n+1)
		}
		ifaces = append(ifaces, iface{name: name, addr: addr})
	}
	return append(ifaces, iface{name: "server", addr: server, server: true})
}
