package udp

import (
	"bytes"
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// TestSizes: a datagram arrives whole, whatever its size, and is answered. Others can read the packets.
func TestSizes(t *testing.T) {
	w := newWire()
	server, client := w.pair(t)
	buf := make([]byte, 70_000)
	for size, packets := range map[int]int{0: 1, 1: 1, 1472: 1, 1473: 2, 2952: 2, 2953: 3, maxData: 45} {
		if n, err := client.Write(pattern(size)); n != size || err != nil {
			t.Fatalf("%d bytes: %d are written, %v", size, n, err)
		}
		sent := w.lift(0)
		if len(sent) != packets {
			t.Errorf("%d bytes: %d packets, want %d", size, len(sent), packets)
		}
		readable(t, sent)
		for _, packet := range sent {
			w.hosts[0].Input(packet)
		}
		n, from, err := server.ReadFrom(buf)
		if err != nil || !bytes.Equal(buf[:n], pattern(size)) || from.String() != client.LocalAddr().String() {
			t.Fatalf("%d bytes: %d came from %v, %v", size, n, from, err)
		}
		if _, err := server.WriteTo(buf[:n], from); err != nil {
			t.Fatal(err)
		}
		w.carry()
		if n, err := client.Read(buf); err != nil || !bytes.Equal(buf[:n], pattern(size)) {
			t.Errorf("%d bytes: %d came back, %v", size, n, err)
		}
	}
	_, err := client.Write(pattern(maxData + 1))
	is(t, err, syscall.EMSGSIZE, "write: message too long")
}

// readable checks the packets of one datagram with gVisor's help.
func readable(t *testing.T, packets [][]byte) {
	t.Helper()
	var whole []byte
	var sum uint16
	for i, b := range packets {
		ip := header.IPv4(b)
		if !ip.IsValid(len(b)) || !ip.IsChecksumValid() || ip.TTL() != 64 || len(b) > mtu {
			t.Errorf("packet %d: %x", i, b[:ipHeader])
		}
		if int(ip.FragmentOffset()) != len(whole) || ip.More() != (i < len(packets)-1) {
			t.Errorf("packet %d is at %d, more %v", i, ip.FragmentOffset(), ip.More())
		}
		if one := len(packets) == 1; one != (ip.ID() == 0) || one != (ip.Flags()&header.IPv4FlagDontFragment != 0) || ip.ID() != header.IPv4(packets[0]).ID() {
			t.Errorf("packet %d of %d has identification %d and flags %b", i, len(packets), ip.ID(), ip.Flags())
		}
		whole = append(whole, ip.Payload()...)
		sum = header.PseudoHeaderChecksum(header.UDPProtocolNumber, ip.SourceAddress(), ip.DestinationAddress(), uint16(len(whole)))
	}
	u := header.UDP(whole)
	if int(u.Length()) != len(whole) || u.Checksum() == 0 || checksum.Checksum(whole, sum) != 0xffff {
		t.Errorf("a datagram of %d bytes: %x", len(whole), whole[:udpHeader])
	}
}

// TestDamaged: a datagram or a report whose checksum is wrong is dropped. A datagram may have none.
func TestDamaged(t *testing.T) {
	w := newWire()
	server, client := w.pair(t)
	for name, change := range map[string]func(b []byte){
		"IP header": func(b []byte) { b[8]-- },
		"port":      func(b []byte) { b[ipHeader+1]++ },
		"data":      func(b []byte) { b[len(b)-1]++ },
		"address":   func(b []byte) { b[15]++; b[11]-- },
	} {
		client.Write([]byte("hi"))
		b := w.lift(0)[0]
		change(b)
		w.hosts[0].Input(b)
		if len(server.queue) > 0 {
			t.Errorf("%s: a damaged datagram has come", name)
		}
	}
	client.Write([]byte("hi"))
	b := w.lift(0)[0]
	b[ipHeader+6], b[ipHeader+7] = 0, 0
	w.hosts[0].Input(b)
	if len(server.queue) != 1 {
		t.Error("a datagram without a checksum has not come")
	}
	server.Close()
	for i, value := range map[int]byte{1: 1, 8: 'x'} { // another code, host unreachable; another quotation
		client.Write([]byte("hi"))
		w.carryTo(0)
		report := w.lift(1)[0]
		report[ipHeader+i] = value
		if i == 1 {
			icmp := header.ICMPv4(report[ipHeader:])
			icmp.SetChecksum(0)
			icmp.SetChecksum(header.ICMPv4Checksum(icmp, 0))
		}
		w.hosts[1].Input(report)
		if client.fail != nil {
			t.Errorf("of a report with another byte %d the program is told %v", i, client.fail)
		}
	}
}

// TestErrors: what goes wrong has the errno that a kernel gives.
func TestErrors(t *testing.T) {
	w := newWire()
	server, client := w.pair(t)
	if _, err := w.hosts[0].Listen(7); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a port twice: %v", err)
	}
	_, err := client.WriteTo(nil, server.LocalAddr())
	is(t, err, net.ErrWriteToConnected, net.ErrWriteToConnected.Error())
	_, err = server.Write(nil)
	is(t, err, syscall.EDESTADDRREQ, "write: "+syscall.EDESTADDRREQ.Error())
	_, err = server.WriteTo(nil, &net.UDPAddr{IP: net.IPv6loopback, Port: 7})
	is(t, err, syscall.EINVAL, "write: invalid argument")
	server.SetDeadline(time.Now().Add(-time.Second))
	_, _, err = server.ReadFrom(nil)
	is(t, err, os.ErrDeadlineExceeded, "i/o timeout")
	_, err = server.WriteTo(nil, client.LocalAddr())
	is(t, err, os.ErrDeadlineExceeded, "i/o timeout")
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	is(t, server.Close(), net.ErrClosed, "use of closed network connection")
	is(t, server.SetDeadline(time.Time{}), net.ErrClosed, "use of closed network connection")
	if again, err := w.hosts[0].Listen(7); err != nil || again.RemoteAddr() != nil {
		t.Errorf("after Close: %v", err)
	}
	w.hosts[1].Close()
	_, err = client.Read(nil)
	is(t, err, net.ErrClosed, "use of closed network connection")
	if _, err := w.hosts[1].Listen(0); !errors.Is(err, syscall.ENETDOWN) {
		t.Errorf("on a closed host: %v", err)
	}
}

// TestWoken: who waits to read is woken by a datagram, by a deadline, by Close, and by a report that nobody listens there.
func TestWoken(t *testing.T) {
	for name, test := range map[string]struct {
		wake func(w *wire, server, client *Conn)
		want error
	}{
		"datagram": {func(w *wire, server, client *Conn) { server.WriteTo([]byte("hi"), client.LocalAddr()) }, nil},
		"deadline": {func(w *wire, server, client *Conn) { client.SetReadDeadline(time.Now().Add(time.Second)) }, os.ErrDeadlineExceeded},
		"close":    {func(w *wire, server, client *Conn) { client.Close() }, net.ErrClosed},
		"host":     {func(w *wire, server, client *Conn) { w.hosts[1].Close() }, net.ErrClosed},
		"refused": {func(w *wire, server, client *Conn) {
			server.Close()
			client.Write([]byte("hello?"))
		}, syscall.ECONNREFUSED},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire()
				server, client := w.pair(t)
				done := make(chan error)
				go func() {
					_, err := client.Read(make([]byte, 10))
					done <- err
				}()
				synctest.Wait() // it waits
				test.wake(w, server, client)
				w.carry()
				if err := <-done; !errors.Is(err, test.want) {
					t.Errorf("it fails with %v, want %v", err, test.want)
				}
				if client.fail != nil {
					t.Errorf("it would be told %v once more", client.fail)
				}
			})
		})
	}
}

// TestStranger: a socket that was dialled hears its peer alone.
func TestStranger(t *testing.T) {
	w := newWire()
	_, client := w.pair(t)
	stranger, err := w.hosts[0].Listen(8)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.WriteTo([]byte("it is me"), client.LocalAddr()); err != nil {
		t.Fatal(err)
	}
	w.hosts[1].Input(w.lift(1)[0])
	if len(client.queue) != 0 || len(w.lift(0)) != 1 {
		t.Error("it has heard a stranger, or has not said that it does not")
	}
}

// TestBuffer: what nobody reads does not pile up.
func TestBuffer(t *testing.T) {
	w := newWire()
	server, client := w.pair(t)
	for range 1000 {
		client.Write(make([]byte, 1000))
	}
	w.carry()
	if got := len(server.queue); got != 218 { // 217,088 bytes, and what the last one is more
		t.Errorf("%d datagrams wait", got)
	}
	for range 218 {
		if _, _, err := server.ReadFrom(nil); err != nil {
			t.Fatal(err)
		}
	}
	client.Write([]byte("now"))
	w.carry()
	if got := len(server.queue); got != 1 || server.queued != 3 {
		t.Errorf("later %d datagrams wait, %d bytes", got, server.queued)
	}
	for range buffer + 10 { // empty ones
		server.take(client.local, nil)
	}
	if got := len(server.queue); got != buffer-2 {
		t.Errorf("%d datagrams wait, all but one of them empty", got)
	}
	server.ReadFrom(nil)
	server.ReadFrom(nil)
	if server.queued != buffer-4 {
		t.Errorf("%d bytes are counted", server.queued)
	}
}

// TestReports: a host says that nobody listens at a port, quotes what was sent there, and does so six times at once and then once a second.
func TestReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		server, client := w.pair(t)
		server.Close()
		reports := func(sent int) (got [][]byte) {
			for range sent {
				client.Write(pattern(1000))
				w.carryTo(0)
			}
			return w.lift(1)
		}
		got := reports(20)
		if len(got) != 6 {
			t.Fatalf("%d reports", len(got))
		}
		ip := header.IPv4(got[0])
		icmp := header.ICMPv4(ip.Payload())
		if !ip.IsValid(len(got[0])) || len(got[0]) != 576 || icmp.Type() != header.ICMPv4DstUnreachable || icmp.Code() != header.ICMPv4PortUnreachable ||
			checksum.Checksum(ip.Payload(), 0) != 0xffff || !bytes.Equal(icmp.Payload()[ipHeader+udpHeader:], pattern(1000)[:520]) {
			t.Errorf("it says %x", got[0])
		}
		time.Sleep(2500 * time.Millisecond)
		if got := len(reports(20)); got != 2 {
			t.Errorf("2.5 s later there are %d", got)
		}
	})
}
