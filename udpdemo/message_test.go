package udpdemo

import (
	"errors"
	"syscall"
	"testing"

	"wirelab/internal/network/netx"
)

// MaxMessage is not our limit but UDP's: the system refuses one byte more.
func TestMaxMessage(t *testing.T) {
	pc := listen(t, "127.0.0.1:0")
	defer pc.Close()
	conn, err := new(netx.Host).DialContext(t.Context(), "udp", pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write(make([]byte, MaxMessage+1)); err == nil {
		t.Errorf("a datagram with %d bytes was sent", MaxMessage+1)
	}
	_, err = conn.Write(make([]byte, MaxMessage))
	if errors.Is(err, syscall.EMSGSIZE) {
		t.Skip("this system's own limit is lower") // macOS: 9,216 bytes
	}
	if err != nil {
		t.Errorf("a datagram with %d bytes: %v", MaxMessage, err)
	}
}
