package soak

import (
	"context"
	"flag"
	"math/rand/v2"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/netx/netxtest"
)

var length = flag.Duration("soak", 3*time.Second, "for how long the server is killed again and again")

// TestSoak is what the package says.
func TestSoak(t *testing.T) {
	s := &server{program: build(t), file: filepath.Join(t.TempDir(), "class.db"), addr: map[string]string{}}
	for _, name := range transports {
		s.addr[name] = net.JoinHostPort("127.0.0.1", strconv.Itoa(netxtest.FreePort(t)))
	}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	a := newAccount()
	producing, produced := context.WithCancel(t.Context())
	consuming, consumed := context.WithCancel(t.Context())
	defer produced()
	defer consumed()
	var producers, consumers sync.WaitGroup
	failed := make(chan error, 20)
	begin := func(group *sync.WaitGroup, do func() error) {
		group.Go(func() {
			if err := do(); err != nil {
				failed <- err
			}
		})
	}
	ready := make(chan struct{}, 2*len(transports))
	for i, over := range transports {
		for _, q := range []*queue{a.queues[0], a.queues[1+i]} {
			begin(&consumers, func() error { return a.consume(consuming, s, over, q, func() { ready <- struct{}{} }) })
		}
	}
	for range cap(ready) { // a queue has the events from when it was made on
		select {
		case <-ready:
		case err := <-failed:
			t.Fatal(err)
		}
	}
	for _, over := range transports {
		begin(&producers, func() error { return a.produce(producing, s, over) })
	}
	kills, slowest := s.killAgain(t, *length, func() { a.calm.Store(true) })
	produced()
	producers.Wait()
	a.finish(t, s)
	consumed()
	consumers.Wait()
	s.stop()
	select {
	case err := <-failed:
		t.Error(err)
	default:
	}
	k, err := read(s.file)
	if err != nil {
		t.Fatal(err)
	}
	a.check(t, k)
	t.Logf("%d kills in %v; longest start of a server: %v", kills, *length, slowest.Round(time.Millisecond))
	a.print(t, k)
	if kills < 2 || len(a.events) <= kills || len(k.dead) == 0 { // how many events a busy machine has time for is chance
		t.Error("something was not tried")
	}
}

// killAgain kills the server every few seconds, and starts it again. It calls calm before the last time. slowest is how long the
// longest start took.
func (s *server) killAgain(t *testing.T, length time.Duration, calm func()) (kills int, slowest time.Duration) {
	t.Helper()
	for begun, last := time.Now(), false; !last; kills++ {
		left := length - time.Since(begun)
		alive := min(length/6, time.Second) + rand.N(min(length/2, 3*time.Second))
		time.Sleep(min(alive, max(left, 0)))
		if last = alive >= left; last {
			calm()
		}
		s.kill()
		time.Sleep(rand.N(500 * time.Millisecond)) // nobody is there
		starting := time.Now()
		if err := s.start(); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(starting))
	}
	return kills, slowest
}
