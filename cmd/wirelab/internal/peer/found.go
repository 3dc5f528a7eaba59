// Package peer finds out who is at an address: a server of the kind that a command needs, another one, or nobody.
package peer

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

// A Kind of server.
type Kind string

const (
	Nothing   Kind = "" // that we know
	Echo      Kind = "echo"
	Broadcast Kind = "broadcast"
	Web       Kind = "web"
)

// Found is what answers at an address, and over which transport.
type Found struct {
	Kind Kind
	Over transport.Transport
}

// lookTime is how long a server has to show what it is.
const lookTime = 2 * time.Second

// LookAt finds out what is at an address where t did not meet what it should. Each transport asks one
// question there; what answers over t itself counts first.
func LookAt(ctx context.Context, t transport.Transport, addr string) Found {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	all := []Found{{Over: t}}
	for _, other := range transport.All() {
		if other.Name != t.Name {
			all = append(all, Found{Over: other})
		}
	}
	var asking sync.WaitGroup
	for i := range all {
		asking.Go(func() { all[i].Kind = ask(ctx, all[i].Over, addr) })
	}
	asking.Wait()
	best := Found{}
	for _, f := range all {
		if f.Kind != Nothing && (best.Kind == Nothing || best.Kind == Web) {
			best = f
		}
	}
	return best
}

// ask asks a server something that a broadcast server answers, and others do in their way.
func ask(ctx context.Context, t transport.Transport, addr string) Kind {
	conn, err := t.DialText(ctx, &netx.Host{}, addr)
	if err != nil {
		return Nothing
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
		return Nothing
	}
	buf := make([]byte, event.MaxMessage)
	n, err := conn.Recv(buf)
	if err != nil {
		return Nothing
	}
	return kindBy(buf[:n], question.JSON())
}

// kindBy tells a server by its answer.
func kindBy(answer, question []byte) Kind {
	if bytes.Equal(bytes.TrimSpace(answer), question) {
		return Echo
	}
	if _, err := event.DecodeReply(answer); err == nil {
		return Broadcast
	}
	if isHTTP.Match(answer) {
		return Web
	}
	return Nothing
}

// isHTTP knows the first line of an answer over HTTP; one of HTTP/0.9 is a page without a head.
var isHTTP = regexp.MustCompile(`(?i)^\s*(HTTP/[0-9]|<!doctype html|<html)`)

// InsteadOf says which server was found in place of the wanted kind over t; nil if that is not known.
func (f Found) InsteadOf(wanted Kind, t transport.Transport, addr string) error {
	command, needs := "echo", "For an echo server: wirelab serve echo"
	if wanted == Broadcast {
		command, needs = "chat", "For a broadcast server: wirelab serve broadcast"
	}
	over := ""
	if f.Over.Name != t.Name {
		over = " over " + f.Over.Title
	}
	switch {
	case f.Kind == Nothing, f.Kind == wanted && over == "":
		return nil
	case f.Kind == wanted:
		return fmt.Errorf("%s is no %s server over %s, but one over %s: wirelab %s %s %[1]s",
			addr, wanted, t.Title, f.Over.Title, command, f.Over.Name)
	case f.Kind == Echo:
		return fmt.Errorf("%s is an echo server%s: it sent back what it received. %s", addr, over, needs)
	case f.Kind == Broadcast:
		return fmt.Errorf("%s is a broadcast server%s: enter its rooms with wirelab chat %s %[1]s. %[4]s",
			addr, over, f.Over.Name, needs)
	}
	return fmt.Errorf("%s is a web server: it speaks HTTP. %s", addr, needs)
}
