package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
)

// Two servers on one machine have different ports, and one datagram with the other's port as its source
// sets them on each other. It comes to an end, also with several datagrams under way: without a cap only
// the question from the second socket ends it. After how many rounds depends on when the machine lets that
// answer be read; TestLoopsEchoServer counts them in virtual time.
func TestEchoLoop(t *testing.T) {
	for _, mode := range modes {
		for _, underWay := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s/%d", mode.name, underWay), func(t *testing.T) {
				looped := make(chan error, 1000)
				s := &EchoServer{
					Batch: mode.batch, MaxReplies: -1,
					OnError: func(_ net.Addr, err error) { looped <- err },
				}
				one, other := listen(t, "127.0.0.1:0"), listen(t, "127.0.0.1:0")
				start(t, s, one)
				start(t, s, other)
				for i := range underWay {
					if _, err := one.WriteTo(fmt.Append(nil, "round and round ", i), other.LocalAddr()); err != nil {
						t.Fatal(err)
					}
				}
				for range underWay {
					if err := wait(t, looped); err != ErrLoop {
						t.Errorf("OnError was told %v, want %v", err, ErrLoop)
					}
				}
			})
		}
	}
}

// Where the question from the second socket does not get through, a loop ends as well, only later.
func TestEchoLoopBehindRelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		way := link.Config{Delay: time.Millisecond}
		nw, err := lab.New(lab.Config{Up: way, Down: way, Seed: 1, Virtual: true})
		if err != nil {
			t.Fatal(err)
		}
		defer nw.Close()
		ctx, stop := context.WithCancel(t.Context())
		looped := make(chan error, 100)
		var running sync.WaitGroup
		var sides []net.Conn
		for range 2 {
			pc, err := nw.Server.ListenPacket(ctx, "udp", ":0")
			if err != nil {
				t.Fatal(err)
			}
			s := &EchoServer{Network: nw.Server, OnError: func(_ net.Addr, err error) { looped <- err }}
			running.Go(func() {
				if err := s.Serve(ctx, pc); err != nil {
					t.Error(err)
				}
			})
			side, err := nw.Clients[0].DialContext(ctx, "udp", pc.LocalAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			sides = append(sides, side)
		}
		for i := range sides {
			running.Go(func() {
				buf := make([]byte, 100)
				for {
					n, err := sides[i].Read(buf)
					if err != nil {
						return
					}
					sides[1-i].Write(buf[:n])
				}
			})
		}
		began := time.Now()
		if _, err := sides[0].Write([]byte("round and round")); err != nil {
			t.Fatal(err)
		}
		if err := wait(t, looped); err != ErrLoop {
			t.Errorf("OnError was told %v, want %v", err, ErrLoop)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("the loop lasted %v, at 4 ms a round", took)
		}
		stop()
		for _, side := range sides {
			side.Close()
		}
		running.Wait()
	})
}

// inLoops runs f with what looks for loops, in virtual time. Its second socket is second.
func inLoops(t *testing.T, f func(l *loops, second *socket)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		second := newSocket()
		l := newLoops(1000, func() (net.PacketConn, error) { return second, nil }, nil)
		defer l.close()
		f(l, second)
	})
}

const peerAddr = "10.0.0.2:5000"

// come has a datagram come n times, and returns how many of these are to be answered.
func come(l *loops, what string, n int) (answered int) {
	for range n {
		if l.check(addrPort(udpAddr(peerAddr)), []byte(what)) == nil {
			answered++
		}
	}
	return answered
}

// A client that says the same again and again is asked a few times, and loses one in 1,024.
func TestLoopsClient(t *testing.T) {
	inLoops(t, func(l *loops, second *socket) {
		var asked []int
		for n := 1; n <= 5000; n++ {
			answered := come(l, "hi", 1) == 1
			if want := n%1024 != 0; answered != want {
				t.Errorf("message %d is answered: %t", n, answered)
			}
			if _, ok := second.receive(peerAddr); ok {
				asked = append(asked, n)
			}
		}
		if want := []int{64, 128, 256, 512}; !slices.Equal(asked, want) {
			t.Errorf("asked after %v, want %v", asked, want)
		}
	})
}

// Without a cap, or with one out of reach, it loses nothing.
func TestLoopsUncapped(t *testing.T) {
	for _, maxReplies := range []int{-1, 1 << 30} {
		l := newLoops(maxReplies, func() (net.PacketConn, error) { return nil, net.ErrClosed }, func(net.Addr, error) {})
		if n := come(l, "hi", 5000); n != 5000 {
			t.Errorf("MaxReplies %d: %d of 5000 answered", maxReplies, n)
		}
	}
}

// Whoever says other things, or the same from time to time, is never asked.
func TestLoopsOthers(t *testing.T) {
	inLoops(t, func(l *loops, second *socket) {
		for n := range 5000 {
			if come(l, fmt.Sprint(n), 1) != 1 {
				t.Errorf("message %d is not answered", n)
			}
		}
		for n := range 100 {
			come(l, "are you there?", 1)
			time.Sleep(sampleLife)
			if _, ok := second.receive(peerAddr); ok {
				t.Errorf("asked after %d", n)
			}
		}
	})
}

// An echo server is not answered, whatever it says, until it has been silent for a minute.
func TestLoopsEchoServer(t *testing.T) {
	for _, underWay := range []int{1, 2, 40} { // of different datagrams
		inLoops(t, func(l *loops, second *socket) {
			answerQuestions := func() {
				if question, ok := second.receive(peerAddr); ok {
					second.in <- datagram{udpAddr(peerAddr), []byte(question)}
					synctest.Wait()
				}
			}
			rounds := 0
			for answered := 1; answered > 0; rounds++ {
				answered = 0
				for i := range underWay {
					answered += come(l, fmt.Sprint("round and round ", i), 1)
					answerQuestions()
				}
				time.Sleep(4 * time.Millisecond)
			}
			if rounds > 70 {
				t.Errorf("%d under way: %d rounds", underWay, rounds)
			}
			time.Sleep(echoLife - time.Second)
			if come(l, "another", 10) != 0 {
				t.Errorf("%d under way: answered before a minute of silence", underWay)
			}
			time.Sleep(echoLife)
			if come(l, "another", 10) != 10 {
				t.Errorf("%d under way: not answered after a minute of silence", underWay)
			}
		})
	}
}

// Nobody makes an echo server of a peer by sending something to the second socket that was not asked
// there, or from another address.
func TestLoopsForgedAnswer(t *testing.T) {
	inLoops(t, func(l *loops, second *socket) {
		come(l, "hi", 100)
		for _, forged := range []datagram{
			{udpAddr(peerAddr), []byte("ho")},
			{udpAddr("10.0.0.2:5001"), []byte("hi")},
			{udpAddr("10.0.0.3:5000"), []byte("hi")},
		} {
			second.in <- forged
			synctest.Wait()
			if come(l, "hi", 1) != 1 {
				t.Errorf("not answered after %s from %s", forged.data, forged.from)
			}
		}
	})
}

// Without a second socket loops end all the same, and that there is none is told.
func TestLoopsNoSocket(t *testing.T) {
	none := errors.New("no socket")
	var told []error
	l := newLoops(1000, func() (net.PacketConn, error) { return nil, none }, func(_ net.Addr, err error) { told = append(told, err) })
	defer l.close()
	if n := come(l, "hi", 1024); n != 1023 {
		t.Errorf("%d of 1024 answered, want 1023", n)
	}
	if len(told) == 0 || !errors.Is(told[0], none) {
		t.Errorf("told %v, want %v", told, none)
	}
}

// Forged addresses cost no more memory than maxSources of them do.
func TestLoopsSources(t *testing.T) {
	l := newLoops(1000, nil, nil)
	for i := range 2*maxSources + 5 {
		l.check(addrPort(udpAddr(fmt.Sprintf("10.%d.%d.%d:5000", i>>16, i>>8&255, i&255))), []byte("hi"))
	}
	if len(l.peers) > maxSources {
		t.Errorf("%d sources are kept, want at most %d", len(l.peers), maxSources)
	}
}
