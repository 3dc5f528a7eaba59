package udp

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A wire joins two Hosts. Packets wait on it until they are carried.
type wire struct {
	mu    sync.Mutex
	under [2][][]byte // way to the first and to the second
	hosts [2]*Host
}

func newWire() *wire {
	w := &wire{}
	for i := range w.hosts {
		w.hosts[i] = NewHost(Config{
			Addr: netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}), Random: rand.NewChaCha8([32]byte{byte(i)}),
			Output: func(packet []byte) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.under[1-i] = append(w.under[1-i], packet)
			},
		})
	}
	return w
}

// lift takes the packets that are on their way to a host.
func (w *wire) lift(to int) [][]byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	packets := w.under[to]
	w.under[to] = nil
	return packets
}

// carryTo has those packets arrive.
func (w *wire) carryTo(to int) {
	for _, packet := range w.lift(to) {
		w.hosts[to].Input(packet)
	}
}

// carry has all packets arrive, and what they lead to.
func (w *wire) carry() {
	for more := true; more; {
		more = false
		for to, h := range w.hosts {
			for _, packet := range w.lift(to) {
				h.Input(packet)
				more = true
			}
		}
	}
}

// pair are a socket that listens and one that was dialled there.
func (w *wire) pair(t testing.TB) (server, client *Conn) {
	t.Helper()
	server, err := w.hosts[0].Listen(7)
	if err != nil {
		t.Fatal(err)
	}
	if client, err = w.hosts[1].Dial(server.local); err != nil {
		t.Fatal(err)
	}
	return server, client
}

// pattern is data of which no two parts are the same.
func pattern(size int) []byte {
	b := make([]byte, size)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// is checks that an error is a *net.OpError around another error, and reads as package net's.
func is(t *testing.T, err, want error, text string) {
	t.Helper()
	var o *net.OpError
	if !errors.As(err, &o) || !errors.Is(err, want) || !strings.HasSuffix(err.Error(), text) {
		t.Errorf("%v, want %v", err, want)
	}
}
