package speed

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// messageSize is the size of each message, in bytes.
const messageSize = 64

// patience is how long the client waits for anything. Only a server that hangs takes so long.
const patience = 5 * time.Second

// A wire says what one message looks like on its way to a server, and back.
type wire struct {
	kind    int    // unix.SOCK_STREAM or unix.SOCK_DGRAM
	upgrade bool   // WebSocket's opening handshake comes first
	there   []byte // one message
	back    []byte // its echo
}

var (
	stream   = wire{kind: unix.SOCK_STREAM, there: text, back: text}
	datagram = wire{kind: unix.SOCK_DGRAM, there: text, back: text}
	frames   = wire{kind: unix.SOCK_STREAM, upgrade: true, there: masked, back: unmasked}
	// as many bytes as frames has there, with nothing to be done but to send them back
	plain = wire{kind: unix.SOCK_STREAM, there: masked, back: masked}

	text     = bytes.Repeat([]byte("x"), messageSize)
	unmasked = append([]byte{0x82, messageSize}, text...) // RFC 6455 section 5.2: FIN, binary
	masked   = append([]byte{0x82, 0x80 | messageSize, 0, 0, 0, 0}, text...)
)

// dial connects to the server until the test ends.
func dial(tb testing.TB, s *server, w wire) int {
	tb.Helper()
	fd, err := connect(s, w)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { unix.Close(fd) })
	return fd
}

// connect connects to the server, and has it echo one message, to see that it does.
func connect(s *server, w wire) (fd int, err error) {
	fd, err = open(s, w.kind, w.upgrade)
	if err != nil {
		return 0, err
	}
	echo := make([]byte, len(w.back))
	err = roundTrip(fd, w, echo)
	if err == nil && !bytes.Equal(echo, w.back) {
		err = fmt.Errorf("echo %q, want %q", echo, w.back)
	}
	if err != nil {
		unix.Close(fd)
		return 0, fmt.Errorf("connect: %w", err)
	}
	return fd, nil
}

// open connects to the server, and has sent nothing yet but what opens a WebSocket.
func open(s *server, kind int, webSocket bool) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	limit := unix.NsecToTimeval(patience.Nanoseconds())
	err = errors.Join(
		unix.Connect(fd, &unix.SockaddrInet4{Port: s.port, Addr: loopback}),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit),
	)
	if err == nil && kind == unix.SOCK_STREAM {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
	}
	if err == nil && webSocket {
		err = upgrade(fd)
	}
	if err != nil {
		unix.Close(fd)
		return 0, fmt.Errorf("open: %w", err)
	}
	return fd, nil
}

// upgrade makes a WebSocket of a TCP connection (RFC 6455 section 4.1).
func upgrade(fd int) error {
	if _, err := unix.Write(fd, upgradeRequest("/ws")); err != nil {
		return err
	}
	var response []byte
	for b := make([]byte, 1024); !bytes.HasSuffix(response, []byte("\r\n\r\n")); {
		n, err := read(fd, b)
		if err != nil {
			return err
		}
		response = append(response, b[:n]...)
	}
	if !bytes.HasPrefix(response, []byte("HTTP/1.1 101 ")) {
		return fmt.Errorf("upgrade: %q", response)
	}
	return nil
}

func upgradeRequest(path string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path)
}

// roundTrip sends one message, and waits until buf holds its echo.
func roundTrip(fd int, w wire, buf []byte) error {
	if _, err := unix.Write(fd, w.there); err != nil {
		return err
	}
	for got := 0; got < len(w.back); {
		n, err := read(fd, buf[got:len(w.back)])
		if err != nil {
			return err
		}
		got += n
	}
	return nil
}

// read is unix.Read, except that the end of the stream is an error, as nothing here expects it, and a
// signal is none. (Go's runtime sends them to itself, and a read with a time limit ends at one.)
func read(fd int, b []byte) (n int, err error) {
	for n, err = unix.Read(fd, b); err == unix.EINTR; {
		n, err = unix.Read(fd, b)
	}
	if n == 0 && err == nil {
		err = errors.New("the server ended the connection")
	}
	return n, err
}

// roundTrips makes n round trips, and returns how long the median one took.
func roundTrips(tb testing.TB, fd int, w wire, n int) time.Duration {
	tb.Helper()
	took := make([]time.Duration, n)
	buf := make([]byte, len(w.back))
	for i := range took {
		begin := time.Now()
		if err := roundTrip(fd, w, buf); err != nil {
			tb.Fatal(err)
		}
		took[i] = time.Since(begin)
	}
	return median(took)
}

// flight is a number of connections, each with a number of messages under way.
type flight struct {
	wire  wire
	depth int
	ep    int
	extra map[int]int // connection -> bytes of an echo of which the rest has not arrived
	out   []byte      // depth messages
}

func newFlight(tb testing.TB, s *server, w wire, conns, depth int) *flight {
	tb.Helper()
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { unix.Close(ep) })
	f := &flight{w, depth, ep, make(map[int]int), bytes.Repeat(w.there, depth)}
	for range conns {
		fd := dial(tb, s, w)
		if err := watch(ep, fd); err != nil {
			tb.Fatal(err)
		}
		f.extra[fd] = 0
	}
	return f
}

// run sends depth messages on each connection and one more for each echo, until n echoes have come
// back; then it waits for those under way. It returns the time for each message.
func (f *flight) run(tb testing.TB, n int) time.Duration {
	tb.Helper()
	begin := time.Now()
	sent := 0
	send := func(fd, count int) {
		if _, err := unix.Write(fd, f.out[:count*len(f.wire.there)]); err != nil {
			tb.Fatal(err)
		}
		sent += count
	}
	for fd := range f.extra {
		send(fd, f.depth)
	}
	events := make([]unix.EpollEvent, 64)
	buf := make([]byte, 64<<10)
	for done := 0; done < sent; {
		ready, err := unix.EpollWait(f.ep, events, int(patience.Milliseconds()))
		if err != nil && err != unix.EINTR || ready == 0 {
			tb.Fatalf("%d messages of %d came back; then nothing (%v)", done, sent, err)
		}
		for _, e := range events[:max(ready, 0)] {
			fd := int(e.Fd)
			got, err := read(fd, buf)
			if err != nil {
				tb.Fatal(err)
			}
			got += f.extra[fd]
			echoes := got / len(f.wire.back)
			f.extra[fd] = got % len(f.wire.back)
			if done += echoes; done < n && echoes > 0 {
				send(fd, echoes)
			}
		}
	}
	return time.Since(begin) / time.Duration(sent)
}

// flood is a socket with a number of datagrams under way.
type flood struct {
	fd      int
	in, out []unix.Mmsghdr
}

func newFlood(tb testing.TB, s *server, window int) *flood {
	f := &flood{dial(tb, s, datagram), make([]unix.Mmsghdr, window), make([]unix.Mmsghdr, window)}
	// A datagram that is lost would be waited for in vain. Do not wait long.
	limit := unix.NsecToTimeval((50 * time.Millisecond).Nanoseconds())
	if err := unix.SetsockoptTimeval(f.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit); err != nil {
		tb.Fatal(err)
	}
	for i := range window {
		for _, h := range []*unix.Mmsghdr{&f.in[i], &f.out[i]} {
			h.Hdr.Iov = &unix.Iovec{Base: &slices.Clone(text)[0]}
			h.Hdr.Iov.SetLen(messageSize)
			h.Hdr.SetIovlen(1)
		}
	}
	return f
}

// run sends as many datagrams as the window allows and one more for each that comes back, until n have
// come back; then it waits for those under way. It returns the time for each datagram. What is lost
// is not sent again: a round in which that happens is slow, and the median over rounds leaves it out.
func (f *flood) run(tb testing.TB, n int) time.Duration {
	tb.Helper()
	begin := time.Now()
	sent := f.call(tb, unix.SYS_SENDMMSG, f.out)
	done := 0
	for lost := 0; done < sent; {
		echoes := f.call(tb, unix.SYS_RECVMMSG, f.in[:min(len(f.in), sent-done)])
		if done += echoes; done < n && echoes > 0 {
			sent += f.call(tb, unix.SYS_SENDMMSG, f.out[:echoes])
		}
		if echoes > 0 {
			continue
		}
		if lost++; lost > 20 {
			tb.Fatalf("%d datagrams of %d came back; then nothing", done, sent)
		}
		if done >= n {
			break
		}
		sent = done + f.call(tb, unix.SYS_SENDMMSG, f.out)
	}
	return time.Since(begin) / time.Duration(done)
}

// call makes one sendmmsg or recvmmsg, and returns how many datagrams it moved: zero when there are
// none within the time limit.
func (f *flood) call(tb testing.TB, trap uintptr, batch []unix.Mmsghdr) int {
	tb.Helper()
	for {
		n, _, err := unix.Syscall6(trap, uintptr(f.fd), uintptr(unsafe.Pointer(&batch[0])), uintptr(len(batch)),
			unix.MSG_WAITFORONE, 0, 0)
		switch err {
		case 0:
			return int(n)
		case unix.EAGAIN:
			return 0
		case unix.EINTR:
			continue
		}
		tb.Fatal(err)
	}
}

// median returns the middle one, of an even number the higher of the two.
func median[T time.Duration | float64](x []T) T {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}
