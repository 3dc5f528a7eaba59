package kernel

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/adapters/gonet"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"wirelab/internal/network/link"
	"wirelab/internal/network/tcp/socket"
)

// A party is one of the three TCPs there are, as a host on a link.
type party struct {
	input  func(packet []byte)
	dial   func(ctx context.Context, to netip.AddrPort) (net.Conn, error)
	listen func(ctx context.Context) (net.Listener, error)
}

// A maker makes a party. output sends what it sends. It ends with the test.
type maker func(t *testing.T, addr netip.Addr, output func(packet []byte)) party

// makers are of the three stacks.
var makers = map[string]maker{
	"linux": func(t *testing.T, addr netip.Addr, output func([]byte)) party {
		p, _ := newLinux(t, addr, output)
		return p
	},
	"own": func(t *testing.T, addr netip.Addr, output func([]byte)) party {
		p, _ := newOwn(t, addr, output, 1)
		return p
	},
	"netstack": newNetstack,
}

// newLinux is this kernel's TCP, behind a TUN device.
func newLinux(t *testing.T, addr netip.Addr, output func([]byte)) (party, *Host) {
	t.Helper()
	h, err := newHost(addr)
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Dup(h.tun)
	if err != nil {
		t.Fatal(err)
	}
	tun := os.NewFile(uintptr(fd), "tun") // not blocking, so Close ends Read
	var reading sync.WaitGroup
	reading.Go(func() {
		b := make([]byte, maxPacket)
		for {
			n, err := tun.Read(b)
			if err != nil {
				return
			}
			if b[0]>>4 == 4 {
				output(slices.Clone(b[:n]))
			}
		}
	})
	t.Cleanup(func() {
		tun.Close()
		reading.Wait()
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return party{
		input: func(packet []byte) { tun.Write(packet) },
		dial: func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			return h.DialContext(ctx, "tcp", to.String())
		},
		listen: func(ctx context.Context) (net.Listener, error) { return h.Listen(ctx, "tcp", ":0") },
	}, h
}

// newOwn is package tcp.
func newOwn(t *testing.T, addr netip.Addr, output func([]byte), seed uint64) (party, *socket.Host) {
	h := socket.NewHost(socket.Config{Addr: addr, Random: rand.NewChaCha8([32]byte{byte(seed)}), Output: output})
	t.Cleanup(h.Close)
	return party{
		input: h.Input,
		dial: func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			c, err := h.Dial(ctx, 0, to)
			if err != nil {
				return nil, err
			}
			return c, nil
		},
		listen: func(context.Context) (net.Listener, error) { return h.Listen(0) },
	}, h
}

// newNetstack is netstack, as it comes.
func newNetstack(t *testing.T, addr netip.Addr, output func([]byte)) party {
	t.Helper()
	const nic, queue = 1, 4096
	s := stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{tcp.NewProtocolCUBIC},
	})
	e := channel.New(queue, mtu, "")
	err := s.CreateNIC(nic, e)
	if err == nil {
		err = s.AddProtocolAddress(nic, tcpip.ProtocolAddress{
			Protocol:          ipv4.ProtocolNumber,
			AddressWithPrefix: tcpip.AddressWithPrefix{Address: tcpip.AddrFrom4(addr.As4()), PrefixLen: maskBits},
		}, stack.AddressProperties{})
	}
	if err != nil {
		t.Fatal(err)
	}
	s.SetRouteTable([]tcpip.Route{{Destination: header.IPv4EmptySubnet, NIC: nic}})
	ctx, cancel := context.WithCancel(context.Background())
	var reading sync.WaitGroup
	reading.Go(func() {
		for p := e.ReadContext(ctx); p != nil; p = e.ReadContext(ctx) {
			view := p.ToView()
			output(slices.Clone(view.AsSlice()))
			view.Release()
			p.DecRef()
		}
	})
	t.Cleanup(func() {
		cancel()
		reading.Wait()
		s.Close()
		s.Wait()
	})
	return party{
		input: func(packet []byte) {
			p := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: buffer.MakeWithData(packet)})
			e.InjectInbound(ipv4.ProtocolNumber, p)
			p.DecRef()
		},
		dial: func(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
			at := tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(to.Addr().As4()), Port: to.Port()}
			return gonet.DialContextTCP(ctx, s, at, ipv4.ProtocolNumber)
		},
		listen: func(context.Context) (net.Listener, error) {
			at := tcpip.FullAddress{NIC: nic, Addr: tcpip.AddrFrom4(addr.As4())}
			return gonet.ListenTCP(s, at, ipv4.ProtocolNumber)
		},
	}
}

// A wire is a link between two parties, in real time.
type wire struct {
	begun time.Time
	ways  [2]*link.Link
	ends  [2]party // each once it has been made

	mu sync.Mutex
}

func newWire(l link.Config, seed uint64) *wire {
	return &wire{begun: time.Now(), ways: [2]*link.Link{link.New(l, seed, link.Up), link.New(l, seed, link.Down)}}
}

// enter is for a packet that the party at an end sends.
func (w *wire) enter(end int, packet []byte) {
	flow := link.Flow{From: addresses[end], To: addresses[1-end]}
	w.mu.Lock()
	now := time.Since(w.begun)
	v := w.ways[end].Admit(now, flow, len(packet))
	arrive := w.ends[1-end].input
	w.mu.Unlock()
	if arrive == nil {
		return
	}
	if v.Fate.Arrives() {
		time.AfterFunc(v.At-now, func() { arrive(packet) })
	}
	if v.Duplicate {
		time.AfterFunc(v.DuplicateAt-now, func() { arrive(packet) })
	}
}

// plug puts a party at an end.
func (w *wire) plug(end int, p party) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ends[end] = p
}

// addresses are those of the ends.
var addresses = [2]netip.Addr{netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("10.0.0.1")}
