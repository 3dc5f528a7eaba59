package lab

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

func TestAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lock sync.Mutex
		var a alarm
		rang := ""
		start := func(after time.Duration, name string) {
			a.start(tcpip.NewStdClock(), &lock, after, func() { rang += name })
		}
		lock.Lock()
		start(time.Second, "stopped ")
		a.stop()
		start(2*time.Second, "rings ")
		lock.Unlock()
		time.Sleep(3 * time.Second)
		lock.Lock()
		defer lock.Unlock()
		if rang != "rings " || a.waits() {
			t.Errorf("%q, still waiting: %v", rang, a.waits())
		}
	})
}

// One whose time has come while another holds the lock does not go off if that other stops it.
func TestAlarmTooLate(t *testing.T) {
	var lock sync.Mutex
	var a alarm
	rang := false
	late := told{&lock, make(chan struct{}), make(chan struct{})}
	lock.Lock()
	a.start(tcpip.NewStdClock(), late, 0, func() { rang = true })
	<-late.begun
	a.stop()
	a.start(tcpip.NewStdClock(), &lock, time.Hour, func() { rang = true })
	lock.Unlock()
	<-late.done
	lock.Lock()
	defer lock.Unlock()
	if rang || !a.waits() {
		t.Errorf("it rang: %v; the next one still waits: %v", rang, a.waits())
	}
	a.stop()
}

// told is a lock that tells when somebody is about to take it, and when it was given back.
type told struct {
	sync.Locker
	begun, done chan struct{}
}

func (l told) Lock() {
	close(l.begun)
	l.Locker.Lock()
}

func (l told) Unlock() {
	l.Locker.Unlock()
	close(l.done)
}
