package main

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A kind of server.
type kind string

const (
	nothing   kind = "" // that we know
	echo      kind = "echo"
	broadcast kind = "broadcast"
	web       kind = "web"
)

// found is what answers at an address, and over which transport.
type found struct {
	kind
	over transport.Transport
}

// lookTime is how long a server has to show what it is.
const lookTime = 2 * time.Second

// lookAt finds out what is at an address where t did not meet what it should. Each transport asks one
// question there; what answers over t itself counts first.
func lookAt(ctx context.Context, t transport.Transport, addr string) found {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	all := []found{{over: t}}
	for _, other := range transport.All() {
		if other.Name != t.Name {
			all = append(all, found{over: other})
		}
	}
	var asking sync.WaitGroup
	for i := range all {
		asking.Go(func() { all[i].kind = ask(ctx, all[i].over, addr) })
	}
	asking.Wait()
	best := found{}
	for _, f := range all {
		if f.kind != nothing && (best.kind == nothing || best.kind == web) {
			best = f
		}
	}
	return best
}

// ask asks a server something that a broadcast server answers, and others do in their way.
func ask(ctx context.Context, t transport.Transport, addr string) kind {
	conn, err := t.DialText(ctx, &netx.Host{}, addr)
	if err != nil {
		return nothing
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // wakes Recv
	defer func() {
		if stop() {
			conn.Close()
		}
	}()
	question := event.Request{Type: event.TypeRooms}
	if !t.Reliable {
		question.Type = event.TypeHello // all that is answered without a cookie
	}
	if err := conn.Send(question.JSON()); err != nil {
		return nothing
	}
	buf := make([]byte, event.MaxMessage)
	n, err := conn.Recv(buf)
	if err != nil {
		return nothing
	}
	return kindBy(buf[:n], question.JSON())
}

// kindBy tells a server by its answer.
func kindBy(answer, question []byte) kind {
	if bytes.Equal(bytes.TrimSpace(answer), question) {
		return echo
	}
	if _, err := event.DecodeReply(answer); err == nil {
		return broadcast
	}
	if isHTTP.Match(answer) {
		return web
	}
	return nothing
}

// isHTTP knows the first line of an answer over HTTP; one of HTTP/0.9 is a page without a head.
var isHTTP = regexp.MustCompile(`(?i)^\s*(HTTP/[0-9]|<!doctype html|<html)`)

// insteadOf says what is there where a server of another kind was wanted over t; nil if that is not known.
func (f found) insteadOf(wanted kind, t transport.Transport, addr string) error {
	command, needs := "echo", "An echo needs: wirelab serve echo"
	if wanted == broadcast {
		command, needs = "chat", "A room needs: wirelab serve broadcast"
	}
	over := ""
	if f.over.Name != t.Name {
		over = " over " + f.over.Title
	}
	switch {
	case f.kind == nothing, f.kind == wanted && over == "":
		return nil
	case f.kind == wanted:
		return fmt.Errorf("%s is no %s server over %s: it is one over %s: wirelab %s %s %[1]s",
			addr, wanted, t.Title, f.over.Title, command, f.over.Name)
	case f.kind == echo:
		return fmt.Errorf("%s is an echo server%s: it sent back what was said to it. %s", addr, over, needs)
	case f.kind == broadcast:
		return fmt.Errorf("%s is a broadcast server%s: enter its rooms with wirelab chat %s %[1]s. %[4]s",
			addr, over, f.over.Name, needs)
	}
	return fmt.Errorf("%s is a web server: it speaks HTTP. %s", addr, needs)
}
