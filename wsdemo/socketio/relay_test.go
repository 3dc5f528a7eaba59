package socketio_test

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// A relay is the way from clients to a server, which can be cut. What goes through is as late as on a link of package
// link, in real time; all connections share the link. It must lose nothing, for nobody sends again here.
type relay struct {
	*testing.T
	net.Listener
	opened time.Time
	conns  sync.WaitGroup

	mu    sync.Mutex // guards the rest
	to    string     // the server
	links map[link.Direction]*link.Link
	ends  map[net.Conn]bool
	open  bool
}

func newRelay(t *testing.T, to string, config link.Config) *relay {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{
		T: t, Listener: ln, to: to, opened: time.Now(), ends: map[net.Conn]bool{}, open: true,
		links: map[link.Direction]*link.Link{link.Up: link.New(config, 1, link.Up), link.Down: link.New(config, 1, link.Down)},
	}
	r.conns.Go(func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			r.conns.Go(func() { r.carry(client) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		r.cut()
		r.conns.Wait()
	})
	return r
}

// carry carries one connection.
func (r *relay) carry(client net.Conn) {
	defer client.Close()
	r.mu.Lock()
	to := r.to
	r.mu.Unlock()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	r.mu.Lock()
	open := r.open
	if open {
		r.ends[client], r.ends[server] = true, true
	}
	r.mu.Unlock()
	if !open {
		return
	}
	var ways sync.WaitGroup
	ways.Go(func() { r.move(server, client, link.Up) })
	ways.Go(func() { r.move(client, server, link.Down) })
	ways.Wait()
	r.mu.Lock()
	delete(r.ends, client)
	delete(r.ends, server)
	r.mu.Unlock()
}

// A parcel is what one Read brought. An empty one is the end.
type parcel struct {
	at   time.Duration // when it arrives, since opened
	data []byte
}

// move moves what comes from one end to the other, and then its FIN.
func (r *relay) move(to, from net.Conn, way link.Direction) {
	parcels := make(chan parcel, 1024)
	var writing sync.WaitGroup
	writing.Go(func() {
		for p := range parcels {
			time.Sleep(time.Until(r.opened.Add(p.at)))
			to.Write(p.data) // an end that has gone is seen by reading
		}
		to.(*net.TCPConn).CloseWrite()
	})
	for {
		data := make([]byte, 1460)
		n, err := from.Read(data)
		if n > 0 {
			parcels <- parcel{r.admit(n, way), data[:n]}
		}
		if err == nil {
			continue
		}
		if err != io.EOF {
			to.Close()
		}
		close(parcels)
		writing.Wait()
		return
	}
}

// admit says when so many bytes arrive, and counts IP's and TCP's headers with them.
func (r *relay) admit(n int, way link.Direction) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.links[way].Admit(time.Since(r.opened), link.Flow{From: netip.IPv4Unspecified(), To: netip.IPv4Unspecified()}, n+40)
	if v.Fate != link.Delivered {
		r.Errorf("the relay's link has lost something: %v", v.Fate)
	}
	return v.At
}

// cut ends all connections. New ones end at once, until mend is called.
func (r *relay) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = false
	for conn := range r.ends {
		conn.Close()
	}
}

// lead has new connections go to another server.
func (r *relay) lead(to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to = to
}

func (r *relay) mend() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = true
}
