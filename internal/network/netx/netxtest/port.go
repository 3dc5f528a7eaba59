package netxtest

import (
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"sync"
	"testing"
)

// FreePort is a port of 127.0.0.1 where nobody listens, over TCP or UDP, and where a server can be started again and again. Systems
// give such ports to nobody who asks for any free one (Linux begins at 32768, others at 49152), so that nobody else gets it while
// the server is gone; nor do other tests, which run at the same time in processes of their own: each process has its hundred ports.
func FreePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20_000 + os.Getpid()%120*100 + rand.N(100)
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		tcp, err := net.Listen("tcp", addr)
		if err != nil {
			continue
		}
		udp, err := net.ListenPacket("udp", addr)
		tcp.Close()
		if err != nil {
			continue
		}
		udp.Close()
		if _, before := given.LoadOrStore(port, true); before {
			continue
		}
		return port
	}
	t.Fatal("127.0.0.1 has no free port among this process's hundred")
	return 0
}

// given are the ports that FreePort has returned.
var given sync.Map
