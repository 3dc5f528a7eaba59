package echo

import (
	"context"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/bench/report"
	"wirelab/internal/network/netx"
	"wirelab/internal/transport"

	"wirelab/bench/internal/checks"
)

// A moody is a UDP client's end that echoes, but for what sending and receiving are told of some datagrams.
type moody struct {
	sends, recvs map[int]error // by number
	sent, told   int
	echo         chan []byte
	once         sync.Once
}

func (m *moody) Send(msg []byte) error {
	m.sent++
	if err := m.sends[m.sent]; err != nil {
		return &net.OpError{Op: "write", Net: "udp", Err: os.NewSyscallError("write", err)}
	}
	m.echo <- append([]byte(nil), msg...)
	return nil
}

func (m *moody) Recv(buf []byte) (int, error) {
	msg, ok := <-m.echo
	if !ok {
		return 0, net.ErrClosed
	}
	m.told++
	if err := m.recvs[m.told]; err != nil {
		return 0, &net.OpError{Op: "read", Net: "udp", Err: os.NewSyscallError("read", err)}
	}
	return copy(buf, msg), nil
}

func (m *moody) Close() error {
	m.once.Do(func() { close(m.echo) })
	return nil
}

// TestSocketErrors: that nobody listens is one thing that a machine says of a datagram, and not the only
// one. Each is counted under its name.
func TestSocketErrors(t *testing.T) {
	conn := &moody{
		sends: map[int]error{3: syscall.EMSGSIZE, 4: syscall.EMSGSIZE, 5: syscall.ENOBUFS, 6: syscall.ECONNREFUSED},
		recvs: map[int]error{7: syscall.ECONNREFUSED, 8: syscall.ENETUNREACH, 9: syscall.Errno(10054)}, // the last: WSAECONNRESET
		echo:  make(chan []byte, 100),
	}
	plan := bench.DefaultPlan("host")
	plan.Transports, plan.Rate, plan.Duration, plan.WarmUp, plan.Wait, plan.Trials = []string{"udp"}, 200, 200*ms, 0, 50*ms, 1
	tr, err := transport.Named("udp")
	if err != nil {
		t.Fatal(err)
	}
	tr.Dial = func(context.Context, netx.Network, string) (transport.Conn, error) { return conn, nil }
	s, err := (&Load{}).Run(t.Context(), trial.New(plan, place.Host(), tr, "192.0.2.1:7102", 0))
	if err != nil {
		t.Fatal(err)
	}
	m := bench.Summarise(s)
	checks.Equal(t, "lost", m.Lost, 7)
	checks.Equal(t, "nobody listens", m.Refused, 3)
	checks.Equal(t, "other kinds", len(m.SocketErrors), 3)
	checks.Equal(t, "too long", m.SocketErrors[syscall.EMSGSIZE.Error()], 2)
	checks.Equal(t, "no buffers", m.SocketErrors[syscall.ENOBUFS.Error()], 1)
	checks.Equal(t, "unreachable", m.SocketErrors[syscall.ENETUNREACH.Error()], 1)

	said := report.New(&bench.Findings{Plan: plan, Results: []bench.Result{bench.Combine(plan, "udp", []bench.Metrics{m, m})}})
	checks.Equal(t, "of two trials", said.Results[0].SocketErrors[syscall.EMSGSIZE.Error()], 4)
	notes := strings.Join(said.Notes, " ")
	for _, want := range []string{
		"was told 6 times that nobody listens there", `got the error "` + syscall.EMSGSIZE.Error() + `" from the operating system 4 times`,
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("no %q in %s", want, notes)
		}
	}
	checks.TableWidth(t, said)
	if _, ok := checks.Value(checks.Decoded(t, said)["results"].([]any)[0], "socketErrors"); !ok {
		t.Error("the JSON does not tell of them")
	}
}
