package echo

import (
	"net"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/internal/network/tcp"
)

// Of a transfer's window there are at most so many readings, and at first one every so often.
const (
	mostReadings = 2000
	firstStep    = 2 * time.Millisecond
	apart        = 613 * time.Nanosecond // so that in virtual time no reading is at the instant of an event
)

// A gauge reads TCP's window from time to time, until it is stopped.
type gauge struct {
	conn     net.Conn
	place    *place.Place
	readings []bench.Window
	stopped  chan struct{}
	ended    chan struct{}
}

// startGauge begins to read the window of a connection; call stop in the end.
func startGauge(conn net.Conn, at *place.Place) *gauge {
	g := &gauge{conn: conn, place: at, stopped: make(chan struct{}), ended: make(chan struct{})}
	go g.run()
	return g
}

// stop ends it and returns what it has read, at times on the place's clock.
func (g *gauge) stop() []bench.Window {
	close(g.stopped)
	<-g.ended
	return g.readings
}

func (g *gauge) run() {
	defer close(g.ended)
	timer := time.NewTimer(apart)
	defer timer.Stop()
	for step := firstStep; ; timer.Reset(step) {
		select {
		case <-g.stopped:
			return
		case <-timer.C:
		}
		w, ok := g.read()
		if !ok {
			return
		}
		if g.readings = append(g.readings, w); len(g.readings) == mostReadings {
			for i := range mostReadings / 2 {
				g.readings[i] = g.readings[2*i]
			}
			g.readings, step = g.readings[:mostReadings/2], 2*step
		}
	}
}

// read reads the window now. What is under way is known best where packets can be seen.
func (g *gauge) read() (w bench.Window, ok bool) {
	switch conn := g.conn.(type) {
	case interface{ Info() tcp.Info }: // the lab's
		w = windowOf(conn.Info())
	default:
		w, _ = systemWindow(conn)
	}
	w.At = g.place.Now()
	if bytes, again, known := g.place.Meter.InFlight(w.At); known {
		w.InFlight, w.Again = bytes, again
	}
	return w, w.Congestion > 0
}

// windowOf is what the sender of a connection says of itself, in bytes.
func windowOf(i tcp.Info) bench.Window {
	return bench.Window{
		Congestion:  i.CongestionWindow * i.SegmentSize,
		InFlight:    i.Unacknowledged * i.SegmentSize,
		Threshold:   i.Threshold * i.SegmentSize,
		SmoothedRTT: i.SmoothedRTT,
		Timeout:     i.RTO,
	}
}
