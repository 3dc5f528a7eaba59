package udp

import (
	"bytes"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// fragments are the packets of a datagram to the server.
func fragments(t *testing.T, w *wire, client *Conn, size int) [][]byte {
	t.Helper()
	if _, err := client.Write(pattern(size)); err != nil {
		t.Fatal(err)
	}
	return w.lift(0)
}

// waiting is how many datagrams wait for the rest, and how many bytes of them are there.
func (h *Host) waiting() (datagrams, bytes int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.parts), h.partSize
}

// TestOrders: fragments make a datagram in whichever order they come, each once or twice, and mixed with another's; and not before all
// have come.
func TestOrders(t *testing.T) {
	w := newWire()
	server, client := w.pair(t)
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 1, 3, 3, 0, 0, 2}} {
		one, other := fragments(t, w, client, 5000), fragments(t, w, client, 5001)
		for n, i := range order {
			w.hosts[0].Input(one[i])
			if last := n == len(order)-1; last != (len(server.queue) == 1) {
				t.Fatalf("in the order %v: after %d fragments %d datagrams are there", order, n+1, len(server.queue))
			}
			if !slices.Contains(order[:n], i) {
				w.hosts[0].Input(other[i])
			}
		}
		for _, size := range []int{5000, 5001} {
			buf := make([]byte, 6000)
			if n, _, err := server.ReadFrom(buf); err != nil || !bytes.Equal(buf[:n], pattern(size)) {
				t.Errorf("in the order %v: %d bytes, %v", order, n, err)
			}
		}
		if datagrams, bytes := w.hosts[0].waiting(); datagrams != 0 || bytes != 0 {
			t.Errorf("in the order %v: %d bytes stay", order, bytes)
		}
	}
}

// TestContradictions: a fragment that has come already changes nothing. One that contradicts others spoils the datagram, and the same
// identification can be used for the next. What is wanted is what Linux 6.18 made of the same fragments, by a raw socket.
func TestContradictions(t *testing.T) {
	type piece struct {
		from, to int
		more     bool
	}
	a, b, c := piece{0, 1024, true}, piece{1024, 2048, true}, piece{2048, 3008, false}
	for name, test := range map[string]struct {
		pieces []piece
		whole  bool
	}{
		"once":                                    {[]piece{a, b, c}, true},
		"twice":                                   {[]piece{a, a, b, b, c}, true},
		"the last twice":                          {[]piece{c, c, a, b}, true},
		"a part of one":                           {[]piece{a, {8, 512, true}, b, c}, true},
		"parts of two":                            {[]piece{a, b, {512, 1536, true}, c}, true},
		"it reaches into one before":              {[]piece{a, {1016, 2048, true}, b, c}, false},
		"and all come once more":                  {[]piece{a, {1016, 2048, true}, a, b, c}, true},
		"it covers one":                           {[]piece{b, {512, 2056, true}, a, c}, false},
		"beyond the end":                          {[]piece{c, {3008, 3016, true}, a, b}, false},
		"another end":                             {[]piece{c, {2048, 3000, false}, a, b}, false},
		"another end, before the first":           {[]piece{c, {2048, 2056, false}, a, b}, false},
		"an end before what has come":             {[]piece{b, {512, 1024, false}, a, c}, false},
		"an end in what has come":                 {[]piece{a, b, {1024, 2048, false}, c}, false},
		"the last bytes are no multiple of 8":     {[]piece{a, {1024, 2043, true}, b, c}, false},
		"and those that were cut off come, too":   {[]piece{a, {1024, 2043, true}, {2040, 2048, true}, c}, true},
		"an empty one":                            {[]piece{a, {1024, 1024, true}, b, c}, false},
		"one that is too far away for a datagram": {[]piece{a, {65528, 66000, true}, b, c}, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire()
			server, client := w.pair(t)
			first := header.IPv4(fragments(t, w, client, 3000)[0])
			datagram := header.UDP(append(bytes.Clone(first.Payload()[:header.UDPMinimumSize]), pattern(3000)...))
			for _, piece := range test.pieces {
				packet := append(bytes.Clone(first[:header.IPv4MinimumSize]), make([]byte, piece.to-piece.from)...)
				if piece.from < len(datagram) {
					copy(packet[header.IPv4MinimumSize:], datagram[piece.from:])
				}
				ip := header.IPv4(packet)
				ip.SetTotalLength(uint16(len(packet)))
				flags := uint8(0)
				if piece.more {
					flags = header.IPv4FlagMoreFragments
				}
				ip.SetFlagsFragmentOffset(flags, uint16(piece.from))
				ip.SetChecksum(0)
				ip.SetChecksum(^ip.CalculateChecksum())
				w.hosts[0].Input(packet)
			}
			if got := len(server.queue) == 1; got != test.whole {
				t.Fatalf("the datagram has come: %v, want %v", got, test.whole)
			}
			if !test.whole {
				return
			}
			buf := make([]byte, 4000)
			if n, _, err := server.ReadFrom(buf); err != nil || !bytes.Equal(buf[:n], pattern(3000)) {
				t.Errorf("%d bytes, %v", n, err)
			}
			if datagrams, bytes := w.hosts[0].waiting(); datagrams != 0 || bytes != 0 {
				t.Errorf("%d bytes stay", bytes)
			}
		})
	}
}

// TestGiveUp: what has not come whole in 30 s is dropped, and its sender is told if its beginning has come.
func TestGiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		_, client := w.pair(t)
		with, without := fragments(t, w, client, 5000), fragments(t, w, client, 5000)
		for i := range 3 {
			w.hosts[0].Input(with[i])
			w.hosts[0].Input(without[i+1])
		}
		time.Sleep(patience - time.Millisecond)
		synctest.Wait()
		if got, _ := w.hosts[0].waiting(); got != 2 {
			t.Errorf("%d datagrams wait for the rest", got)
		}
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		got := w.lift(1)
		if _, bytes := w.hosts[0].waiting(); bytes != 0 || len(got) != 1 {
			t.Fatalf("%d bytes stay, and there are %d reports", bytes, len(got))
		}
		icmp := header.ICMPv4(header.IPv4(got[0]).Payload())
		if tos, _ := header.IPv4(got[0]).TOS(); tos != 0xc0 { // so has Linux
			t.Errorf("the report's service is %#x", tos)
		}
		if icmp.Type() != header.ICMPv4TimeExceeded || icmp.Code() != header.ICMPv4ReassemblyTimeout || !bytes.HasPrefix(with[0], icmp.Payload()) {
			t.Errorf("it says %x", got[0])
		}
		w.hosts[1].Input(got[0])
		if client.fail != nil {
			t.Errorf("the program is told %v", client.fail)
		}
	})
}

// TestBounded: fragments that are never whole take a bounded room.
func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		_, client := w.pair(t)
		for range 200 {
			for _, packet := range fragments(t, w, client, 60_000)[1:] {
				w.hosts[0].Input(packet)
			}
		}
		if _, got := w.hosts[0].waiting(); got < maxParts || got > maxParts+60_000 {
			t.Errorf("%d bytes are kept", got)
		}
		w.hosts[0].Close() // its timers end
	})
}

// FuzzInput: whatever comes, a host does not fail, keeps count of what it keeps, and gives a program no more than has come.
func FuzzInput(f *testing.F) {
	seed := newWire()
	_, client := seed.pair(f)
	client.Write(pattern(100))
	client.Write(pattern(3000))
	for _, packet := range seed.lift(0) {
		f.Add(packet, packet)
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		w := newWire()
		server, _ := w.pair(t)
		for _, packet := range [][]byte{first, second} {
			if len(packet) >= ipHeader { // few would have a checksum that is right
				ip := header.IPv4(packet)
				if length := int(packet[0]&15) * 4; length >= ipHeader && length <= len(packet) {
					ip.SetChecksum(0)
					ip.SetChecksum(^ip.CalculateChecksum())
				}
			}
			w.hosts[0].Input(packet)
		}
		kept := 0
		for _, w := range w.hosts[0].parts {
			kept += w.size
		}
		if kept != w.hosts[0].partSize || server.queued > len(first)+len(second) {
			t.Errorf("%d bytes are kept, counted as %d; %d wait", kept, w.hosts[0].partSize, server.queued)
		}
		w.hosts[0].Close()
	})
}
