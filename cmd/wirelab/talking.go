package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/internal/chat"
	"wirelab/internal/event"
	"wirelab/internal/transport"
)

// talking is one conversation in the rooms of a broadcast server.
type talking struct {
	transport.Transport
	addr    string
	client  *chat.Client
	notices chan chat.Notice
	out     io.Writer // what happens in the rooms
	notes   io.Writer // how this client fares
	live    bool      // a person types, and sees what comes on the same terminal

	person event.Person
	rooms  map[string]bool
	asked  int // requests made
	done   int // of them answered
	lost   bool
	met    bool // it has been connected
}

// goodbye is how long a client whose input has ended waits for the answers to what it has said.
const goodbye = 15 * time.Second

// errQuit ends a conversation.
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
	if t.live {
		fmt.Fprintf(t.notes, "%s to %s. Type a line and press Enter; /help lists commands, Ctrl-D or /quit ends.\n> ", t.Title, t.addr)
	}
	lines, failed := readLines(ctx, in, event.MaxMessage)
	var late <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return t.over(nil)
		case <-late:
			return fmt.Errorf("what was said is not answered within %v", goodbye)
		case n := <-t.notices:
			if err := t.show(n); err != nil {
				return t.over(err)
			}
		case line, ok := <-lines:
			if ok {
				if err := t.line(line); err != nil {
					return t.over(err)
				}
				t.prompt()
				continue
			}
			if err := <-failed; err != nil {
				return t.over(err)
			}
			lines, late = nil, time.After(goodbye)
		}
		if lines == nil && (t.done == t.asked || t.live) {
			return t.over(nil)
		}
	}
}

// over makes of what ended the conversation what run returns, and leaves the terminal's line.
func (t *talking) over(err error) error {
	if t.live {
		fmt.Fprintln(t.notes)
	}
	if err == errQuit {
		return nil
	}
	return err
}

func (t *talking) prompt() {
	if t.live {
		fmt.Fprint(t.notes, "> ")
	}
}

// line carries out what somebody has typed.
func (t *talking) line(line string) error {
	switch strings.TrimSpace(line) {
	case "":
		return nil
	case "/quit":
		return errQuit
	case "/help":
		fmt.Fprintln(t.notes, chatHelp)
		return nil
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
		fmt.Fprintln(t.notes, "! "+err.Error())
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
	if request.Type == event.TypeEmit {
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
func (t *talking) show(n chat.Notice) error {
	switch n := n.(type) {
	case chat.State:
		return t.state(n)
	case chat.Answered:
		t.done = n.Requests
		return nil
	case event.Joined:
		t.rooms[n.Room] = true
	}
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

// state says how the connection is. One that never was is an error.
func (t *talking) state(s chat.State) error {
	switch {
	case s.Connected && t.lost:
		t.lost = false
		return t.print(t.notes, "* connected again")
	case s.Connected:
		t.met = true
		return nil
	case !t.met:
		return t.notMet(s.Err)
	case !t.lost:
		t.lost = true
		return t.print(t.notes, "! the connection is lost ("+cause(s.Err).Error()+"); trying again")
	}
	return nil
}

// notMet says why there is no server.
func (t *talking) notMet(err error) error {
	if refused(err) || errors.Is(err, context.DeadlineExceeded) {
		return wrongf("%w (wirelab serve broadcast starts servers)", &bench.NoServerError{Addr: t.addr, Err: err})
	}
	return wrongf("%s is no broadcast server over %s: %w", t.addr, t.Title, err)
}

// print prints a line, above the one that somebody may be typing.
func (t *talking) print(w io.Writer, line string) error {
	if t.live {
		line = "\r\x1b[K" + line
	}
	_, err := fmt.Fprintln(w, line)
	t.prompt()
	return err
}
