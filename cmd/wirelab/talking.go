package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"wirelab/bench/measure"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// talking is one conversation in the rooms of a broadcast server.
type talking struct {
	transport.Transport
	addr    string
	client  *chat.Client
	notices chan chat.Notice
	out     io.Writer    // what happens in the rooms
	notes   io.Writer    // how this client fares
	screen  *term.Screen // where a person types, and sees what comes; nil: there is none

	person event.Person
	rooms  map[string]bool
	asked  int // requests made
	done   int // of them answered
	lost   bool
	met    bool // a broadcast server has said something
	ending bool // there is nothing more to say

	late    <-chan time.Time // when waiting for an answer, or for the server, is over
	waiting time.Duration    // how long that is
}

const (
	goodbye  = 15 * time.Second // a client with nothing more to say waits for answers this long
	away     = time.Minute      // and one without a person for a server that has gone
	patience = 2 * time.Second  // after this a server that has said nothing yet is spoken of
	atOnce   = 16               // requests that may be unanswered before more is read from a file
)

// errQuit says that there is nothing more to say.
var errQuit = errors.New("quit")

// notify hands a notice to run. The client calls it until run has ended it.
func (t *talking) notify(n chat.Notice) { t.notices <- n }

// run talks until in ends and all that it said is answered, or ctx ends. That ctx ends is no error.
func (t *talking) run(ctx context.Context, in io.Reader, room string) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		defer close(t.notices)
		t.client.Run(ctx)
	})
	defer running.Wait()
	defer func() {
		cancel()
		for range t.notices { // so that notify does not wait for ever
		}
	}()
	t.rooms = make(map[string]bool)
	if err := t.line("/join " + room); err != nil {
		return err
	}
	lines, failed, err := t.listen(ctx, in)
	if err != nil {
		return err
	}
	defer t.screen.Close()
	quiet := time.After(patience)
	for {
		next := lines
		if t.ending || t.screen == nil && t.asked-t.done >= atOnce {
			next = nil // a file can wait, and is not to be lost when it is faster than the network
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.late:
			if t.lost && !t.ending {
				return fmt.Errorf("the server has been gone for %v", t.waiting)
			}
			return fmt.Errorf("what was said is not answered within %v", t.waiting)
		case n := <-t.notices:
			err = t.show(ctx, n)
		case <-quiet:
			if !t.met && !t.ending {
				err = t.print(t.notes, "! "+t.addr+" has not answered so far")
			}
		case line, ok := <-next:
			if ok {
				err = t.line(line)
			} else if err = <-failed; err == nil {
				err = errQuit
			}
		}
		switch {
		case err == errQuit:
			t.end()
		case err != nil:
			return err
		}
		if t.ending && (t.done == t.asked || t.lost && term.IsTerminal(in)) {
			return nil
		}
	}
}

// listen begins to read what is said: from a person at a terminal, or a file.
func (t *talking) listen(ctx context.Context, in io.Reader) (<-chan string, <-chan error, error) {
	if t.screen == nil {
		lines, failed := term.Lines(ctx, in, event.MaxMessage)
		return lines, failed, nil
	}
	if err := t.screen.Open(); err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(t.screen, "%s to %s. Type a line and press Enter.\n/help lists commands, Ctrl-D or /quit ends.\n", t.Title, t.addr)
	lines, failed := t.screen.Lines(ctx)
	return lines, failed, nil
}

// end waits for the answers to what has been said, for which nobody has to look at the screen.
func (t *talking) end() {
	t.ending = true
	t.screen.Close()
	t.wait(goodbye)
}

func (t *talking) wait(d time.Duration) { t.late, t.waiting = time.After(d), d }

// line carries out what somebody has typed.
func (t *talking) line(line string) error {
	switch strings.TrimSpace(line) {
	case "":
		return nil
	case "/quit":
		return errQuit
	case "/help":
		return t.print(t.notes, chatHelp)
	}
	request, err := t.person.Request(line)
	if err == nil && request.Type == event.TypeHello {
		err = errors.New(chatHelp)
	}
	if err == nil {
		err = t.do(request)
	}
	if err != nil {
		refused := (*event.Error)(nil)
		if errors.As(err, &refused) {
			err = errors.New(refused.Reason)
		}
		return t.print(t.notes, "! "+err.Error())
	}
	return nil
}

// do asks for something, and what it takes before that.
func (t *talking) do(request event.Request) error {
	if request.Type == event.TypeJoin && request.Name != "" {
		if err := t.ask(event.Request{Type: event.TypeName, Name: request.Name}); err != nil {
			return err
		}
	}
	switch request.Type {
	case event.TypeLeave:
		if t.rooms[request.Room] {
			delete(t.rooms, request.Room)
			if err := t.print(t.notes, t.person.Left(request.Room)); err != nil {
				return err
			}
		}
	case event.TypeEmit:
		self := false // who has typed it has seen it
		request.Self = &self
	}
	return t.ask(request)
}

func (t *talking) ask(request event.Request) error {
	err := t.client.Do(request)
	if err == nil {
		t.asked++
	}
	return err
}

// show prints a notice. An error ends the conversation.
func (t *talking) show(ctx context.Context, n chat.Notice) error {
	switch n := n.(type) {
	case chat.State:
		return t.state(ctx, n)
	case chat.Answered:
		t.done = n.Requests
		return nil
	case event.Joined:
		t.rooms[n.Room] = true
	}
	t.met = true
	line, said := chatLine(n, len(t.rooms))
	if line == "" {
		return nil
	}
	w := t.notes
	if said {
		w = t.out
	}
	return t.print(w, line)
}

// state says how the connection is. That there never was a broadcast server is an error.
func (t *talking) state(ctx context.Context, s chat.State) error {
	switch {
	case errors.Is(s.Err, chat.ErrEcho):
		return found{echo, t.Transport}.insteadOf(broadcast, t.Transport, t.addr)
	case s.Connected && t.lost:
		t.lost = false
		if !t.ending {
			t.late = nil
		}
		return t.print(t.notes, "* connected again")
	case s.Connected:
		return nil
	case !t.met:
		return t.notMet(ctx, s.Err)
	case !t.lost:
		t.lost = true
		if !t.ending && t.screen == nil { // a person sees it, and can wait for as long as they like
			t.wait(away)
		}
		return t.print(t.notes, "! the connection is lost ("+visible.Text(words.Cause(s.Err).Error())+"); trying again")
	}
	return nil
}

// notMet says why there is no server: wrong use if nobody is there, and a failure if somebody else is.
func (t *talking) notMet(ctx context.Context, err error) error {
	silent := errors.Is(err, chat.ErrSilent)
	if !silent {
		other := lookAt(ctx, t.Transport, t.addr).insteadOf(broadcast, t.Transport, t.addr)
		if other != nil || ctx.Err() != nil {
			return other
		}
	}
	op := (*net.OpError)(nil)
	if netx.Refused(err) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &op) && op.Op == "dial" {
		return noServer("broadcast", &measure.NoServerError{Addr: t.addr, Err: err})
	}
	err = fmt.Errorf("%s is no broadcast server over %s: %w", t.addr, t.Title, err)
	if silent {
		return wrong(err)
	}
	return err
}

// print prints a line: to w or, while a person types on the screen, above the line that they type.
func (t *talking) print(w io.Writer, line string) error {
	columns := term.Width(w)
	if t.screen.IsOpen() {
		w, columns = t.screen, t.screen.Columns()
	}
	_, err := fmt.Fprintln(w, term.Hang(line, columns))
	return err
}
