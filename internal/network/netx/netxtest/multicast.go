package netxtest

import (
	"net"
	"testing"
	"time"

	"golang.org/x/net/ipv4"
)

// NeedsMulticast skips a test where what is sent from loopback to an IPv4 group, at HOST:PORT, does not come back.
func NeedsMulticast(t *testing.T, group string) {
	t.Helper()
	addr, err := net.ResolveUDPAddr("udp4", group)
	if err != nil {
		t.Fatal(err)
	}
	if err := heardItself(addr); err != nil {
		t.Skipf("skipped: multicast does not come back on this machine: %v", err)
	}
}

// heardItself sends a datagram to the group, and waits for it there on each of the machine's networks.
func heardItself(group *net.UDPAddr) error {
	listener, err := net.ListenMulticastUDP("udp4", nil, group)
	if err != nil {
		return err
	}
	defer listener.Close()
	interfaces, err := net.Interfaces()
	if err != nil {
		return err
	}
	for i := range interfaces {
		ipv4.NewPacketConn(listener).JoinGroup(&interfaces[i], group) // those that cannot do not matter
	}
	from, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer from.Close()
	if _, err := from.WriteTo([]byte("hi"), group); err != nil {
		return err
	}
	listener.SetReadDeadline(time.Now().Add(time.Second))
	_, err = listener.Read(make([]byte, 10))
	return err
}
