package measure

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"wirelab/bench"
	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
)

const ms = time.Millisecond

// startEcho starts an echo server that is not bench's own, and ends it with the test. seen, if not
// nil, is called with each piece of data, one at a time.
func startEcho(t *testing.T, name string, seen func(b []byte)) (addr string) {
	t.Helper()
	tr, err := transport.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	server, err := tr.ListenEcho(t.Context(), &netx.Host{}, "127.0.0.1:0", transport.Options{
		MaxReplies: -1,
		OnData: func(_ net.Addr, b []byte) {
			mu.Lock()
			defer mu.Unlock()
			if seen != nil {
				seen(b)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) { server.Serve(ctx) })
	return server.Addr.String()
}

// background runs serve until the test ends, and waits for its end.
func background(t *testing.T, serve func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		serve(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

// stay are the goroutines that are there to the end: the lab's, which waits for the next experiment,
// those of the experiment that is stuck, and in WebAssembly Go's own, which waits for events.
var stay = []goleak.Option{
	goleak.IgnoreAnyFunction("wirelab/internal/network/lab.host.func4"),
	goleak.IgnoreAnyFunction("wirelab/bench/measure.TestStuckExperimentIsAnError.func1"),
	goleak.IgnoreTopFunction("testing/synctest.testingSynctestTest"),
	goleak.IgnoreAnyFunction("runtime.handleEvent"),
}

// noLeak checks, when the test has ended, that no goroutine is left. Call it first, and not in one that runs beside others.
func noLeak(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t, stay...) })
}

// fakeUDP starts a server that does with each datagram what answer does.
func fakeUDP(t *testing.T, answer func(datagram []byte, reply func([]byte))) (addr string) {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) {
		defer context.AfterFunc(ctx, func() { pc.Close() })()
		buf := make([]byte, 65536)
		for {
			n, peer, err := pc.ReadFrom(buf)
			if err != nil {
				return
			}
			answer(buf[:n], func(b []byte) { pc.WriteTo(b, peer) })
		}
	})
	return pc.LocalAddr().String()
}

// fakeTCP starts a server that does with each connection what serve does, and then closes it.
func fakeTCP(t *testing.T, serve func(net.Conn)) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) {
		var peers sync.WaitGroup
		defer peers.Wait()
		defer context.AfterFunc(ctx, func() { ln.Close() })()
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			peers.Go(func() {
				defer conn.Close()
				defer context.AfterFunc(ctx, func() { conn.Close() })()
				serve(conn)
			})
		}
	})
	return ln.Addr().String()
}

// at is a plan to measure one transport at a server that is not bench's own.
func at(name, addr string) bench.Plan {
	plan := shortPlan(name)
	plan.Targets = map[string]string{name: addr}
	plan.Wait = 200 * ms
	return plan
}
