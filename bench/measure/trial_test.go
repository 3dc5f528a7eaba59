package measure

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/udpdemo"

	"wirelab/bench/internal/checks"
)

func TestTrialNoServer(t *testing.T) {
	noLeak(t)
	silentTCP := func(t *testing.T) string {
		return fakeTCP(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	}
	for _, test := range []struct {
		name, transport string
		addr            func(t *testing.T) string
		says            string
	}{
		{"refused", "tcp", closedPort, "refused"},
		{"refused", "udp", closedPort, "no server answers at "},
		{"refused", "ws", closedPort, "refused"},
		{"silent", "tcp", silentTCP, "no server answers at "},
		{"silent", "udp", func(t *testing.T) string { return fakeUDP(t, func([]byte, func([]byte)) {}) }, "no server answers at "},
		{"not an echo", "udp", func(t *testing.T) string {
			return fakeUDP(t, func(b []byte, reply func([]byte)) { reply([]byte("what?")) })
		}, `is no echo server: it sent "what?"`},
		{"hangs up", "tcp", func(t *testing.T) string { return fakeTCP(t, func(net.Conn) {}) }, ""},
		{"hangs up", "ws", func(t *testing.T) string { return fakeTCP(t, func(net.Conn) {}) }, ""},
	} {
		t.Run(test.transport+" "+test.name, func(t *testing.T) {
			t.Parallel() // it waits, most of the time
			addr := test.addr(t)
			start := time.Now()
			_, err := measure(t, at(test.transport, addr))
			if err == nil || !strings.HasPrefix(err.Error(), test.transport+": ") || !strings.Contains(err.Error(), addr) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("at %s: %v", addr, err)
			}
			if d := time.Since(start); d > 8*time.Second {
				t.Errorf("it took %v to say so", d)
			}
		})
	}
}

// A server that stops reading fills the connection until a Send finds no room. The trial ends all the
// same, and what did not come back is lost.
func TestTrialSendBlocked(t *testing.T) {
	noLeak(t)
	release := make(chan struct{})
	addr := fakeTCP(t, func(conn net.Conn) { <-release })
	defer close(release)
	plan := at("tcp", addr)
	plan.WarmUp, plan.Trials, plan.Size, plan.Rate, plan.Duration = 0, 1, 1<<20, 200, 200*ms
	all, err := measure(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	if m := bench.Summarise(all["tcp"][0]); m.Failures != 1 || m.Lost != m.Sent || m.Sent == 0 || m.Sent == 40 {
		t.Errorf("sent %d, lost %d, failures %d", m.Sent, m.Lost, m.Failures)
	}
}

// A server that answers some datagrams twice, and holds others back until later ones are answered.
func TestTrialDuplicatesAndReorders(t *testing.T) {
	t.Parallel() // it waits, most of the time
	var held []byte
	addr := fakeUDP(t, func(b []byte, reply func([]byte)) {
		trial, seq := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
		if trial%2 == 0 { // a warm-up
			reply(b)
			return
		}
		switch seq % 10 {
		case 1:
			reply(b[:20])         // foreign: cut short
			reply(append(b, 'x')) // foreign: longer
			reply(b)
		case 5:
			held = append(held[:0], b...)
		case 8:
			reply(b)
			reply(held) // the 5: after 6, 7 and 8
		case 9: // the last message of all is among these
			reply(b)
			reply(b)
			reply(b)
		default:
			reply(b)
		}
	})
	all, err := measure(t, at("udp", addr))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all["udp"] { // of 40 messages
		m := bench.Summarise(s)
		checks.Equal(t, "sent", m.Sent, 40)
		checks.Equal(t, "received", m.Received, 40)
		checks.Equal(t, "lost", m.Lost, 0)
		checks.Equal(t, "duplicates", m.Duplicates, 8)
		checks.Equal(t, "foreign", m.Foreign, 8)
		checks.Equal(t, "reordered", m.Reordered, 4)
		checks.Equal(t, "reordered %", m.ReorderedPercent, 10)
		checks.Equal(t, "extent", m.ReorderExtentMax, 3)
		checks.Equal(t, "3-reordered", m.ThreeReordered, 4)
		// 6 to 8 are sent 10 ms apart. But they arrive when they are read, and a process that was kept from
		// running reads all of them at once: how late exactly is tested on times that are given.
		if late, _ := m.ReorderLateMax.Get(); late <= 0 || late > 200*ms {
			t.Errorf("late by up to %v", late)
		}
	}
}

// A server that leaves messages out, some of them in a row, and answers others after the wait.
func TestTrialLoses(t *testing.T) {
	t.Parallel() // it waits, most of the time
	var held []byte
	addr := fakeUDP(t, func(b []byte, reply func([]byte)) {
		trial, seq := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
		switch {
		case trial%2 == 0:
			reply(b)
		case seq == 3:
			held = append(held[:0], b...)
		case seq >= 10 && seq < 15, seq == 20:
		default:
			reply(b)
		}
		if seq == 39 {
			reply(held) // 900 ms after it was sent
		}
	})
	plan := at("udp", addr)
	plan.Rate, plan.Duration, plan.Wait = 40, time.Second, 500*ms
	all, err := measure(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all["udp"] {
		m := bench.Summarise(s)
		checks.Equal(t, "sent", m.Sent, 40)
		checks.Equal(t, "lost", m.Lost, 7)
		checks.Equal(t, "late", m.Late, 1) // the 3 came, as one can see, only not in time
		checks.Equal(t, "loss periods", m.LossPeriods, 3)
		checks.Equal(t, "longest", m.LossPeriodMax, 5)
		checks.Equal(t, "reordered", m.Reordered, 0) // what is lost is not out of order
		checks.Equal(t, "lost up is unknown", m.LostUp == nil, true)
	}
}

// A server that hangs up in the middle.
func TestTrialConnectionFails(t *testing.T) {
	noLeak(t)
	const framed = 204
	addr := fakeTCP(t, func(conn net.Conn) { io.CopyN(conn, conn, (4+20)*framed) }) // 4 warm-ups, 20 messages
	plan := at("tcp", addr)
	all, err := measure(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "trials", len(all["tcp"]), 2)
	x := bench.Combine(bench.DefaultPlan("host"), "tcp", []bench.Metrics{bench.Summarise(all["tcp"][0]), bench.Summarise(all["tcp"][1])})
	checks.Equal(t, "failures", x.Failures, 2)
	checks.Equal(t, "received", x.Received, 40)
	checks.Equal(t, "lost", x.Lost, x.Sent-40)
	if x.Lost < 2 || x.Sent >= 80 { // in each trial, the message that found the connection gone
		t.Errorf("sent %d, lost %d", x.Sent, x.Lost)
	}
	for _, s := range all["tcp"] {
		if s.Failed == nil {
			t.Error("the samples do not say how it failed")
		}
	}
}

// A server that caps its replies loses nothing: it says no. The report tells that from loss.
func TestTrialCapped(t *testing.T) {
	t.Parallel() // it waits, most of the time
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &udpdemo.EchoServer{MaxReplies: 100}
	background(t, func(ctx context.Context) { server.Serve(ctx, pc) })
	plan := at("udp", pc.LocalAddr().String())
	plan.Rate, plan.Duration, plan.Trials = 500, 1500*ms, 1
	all, err := measure(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	s := all["udp"][0]
	m := bench.Summarise(s)
	var latest time.Duration // a busy machine sends in bunches, in which no cap is to be seen: bench's TestReplyCap has no machine
	for _, sample := range s.Messages {
		latest = max(latest, sample.Sent-sample.Due)
	}
	if latest > 10*ms {
		t.Logf("this machine was %v late with a message: the cap need not be seen", latest)
	} else if m.ReplyCap == nil || *m.ReplyCap != 100 {
		t.Errorf("cap %v", m.ReplyCap)
	}
	if m.Sent != 750 || m.Lost < 500 || m.Lost > 600 || m.Failures != 0 {
		t.Errorf("sent %d, lost %d, failures %d", m.Sent, m.Lost, m.Failures)
	}
}

// A server that answers what it was not asked yet does not echo. Such answers are no deliveries, and the
// first sentence says that they came.
func TestTrialAnswersAhead(t *testing.T) {
	t.Parallel() // it waits, most of the time
	addr := fakeUDP(t, func(b []byte, reply func([]byte)) {
		trial, seq := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
		switch {
		case trial%2 == 0:
			reply(b)
		case seq == 0: // to all that will be asked
			for seq := range 40 {
				binary.BigEndian.PutUint32(b[4:], uint32(seq))
				reply(b)
			}
		}
	})
	found, err := Run(t.Context(), at("udp", addr), Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	x := found.Results[0]
	// It would be 78 of the 80 messages of 2 trials. But a sender that was kept from running sends several at
	// once, and then some answers come after them.
	if x.Early == 0 || x.Received != 80-x.Early || x.Lost != x.Early {
		t.Errorf("%d answers came too early, %d were received, %d lost", x.Early, x.Received, x.Lost)
	}
	if min, known := x.Response.Min.Get(); !known || min < 0 {
		t.Errorf("the quickest response took %v", min)
	}
	r := report.New(found)
	if !strings.HasPrefix(r.Notes[0], fmt.Sprint(x.Early)+" answers over UDP came before the question was sent") {
		t.Errorf("the sentences are %q", r.Notes)
	}
	checks.TableWidth(t, r)
}
