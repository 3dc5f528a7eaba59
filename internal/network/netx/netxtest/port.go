package netxtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// FreePort is a port of 127.0.0.1 where nobody listens, over TCP or UDP, and where a server can be started again and again. Systems
// give such ports to nobody who asks for any free one (Linux begins at 32768, others at 49152), so that nobody else gets it while
// the server is gone; nor do other tests, which run at the same time in processes of their own: each process has its hundred ports.
func FreePort(t *testing.T) int {
	t.Helper()
	held, err := hundred()
	if err != nil {
		t.Fatal(err)
	}
	first := held.LocalAddr().(*net.UDPAddr).Port
	for range 1000 {
		port := first + 1 + rand.N(99)
		if !free(port) {
			continue
		}
		if _, before := given.LoadOrStore(port, true); before {
			continue
		}
		return port
	}
	t.Fatalf("127.0.0.1 has no free port from %d to %d", first+1, first+99)
	return 0
}

// given are the ports that FreePort has returned.
var given sync.Map

// hundred is at the first of the process's hundred ports, of 20000 to 31999. The process holds it for as long as it lives: so no
// other has the same hundred.
var hundred = sync.OnceValues(func() (net.PacketConn, error) {
	for _, n := range rand.Perm(120) {
		if held, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", 20_000+100*n)); err == nil {
			return held, nil
		}
	}
	return nil, errors.New("other processes hold all ports from 20000 to 31999")
})

func free(port int) bool {
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	tcp, err := net.Listen("tcp", addr)
	if err != nil {
		return false
	}
	defer tcp.Close()
	udp, err := net.ListenPacket("udp", addr)
	if err != nil {
		return false
	}
	udp.Close()
	return true
}
