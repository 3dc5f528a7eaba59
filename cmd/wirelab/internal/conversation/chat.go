package conversation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/transport"
)

// Chat is one conversation in the rooms of a broadcast server.
type Chat struct {
	Transport transport.Transport
	Addr      string
	Name      string       // in the rooms; the server gives one if it is empty
	Group     *net.UDPAddr // events come by way of this multicast group; nil: from the server
	Out       io.Writer    // what happens in the rooms
	Notes     io.Writer    // how this client fares
	Screen    *term.Screen // where a person types, and sees what comes; nil: there is none

	dial    func(context.Context) (reconnect.Conn, error) // in tests; nil: over the transport
	client  *chat.Client
	notices chan chat.Notice

	person event.Person
	rooms  map[string]bool
	asked  int // requests made
	done   int // of them answered
	held   int // lines said while there was no connection, and not answered yet
	lost   bool
	met    bool // a broadcast server has said something
	ending bool // there is nothing more to say

	late    <-chan time.Time // when waiting for an answer, or for the server, is over
	waiting time.Duration    // how long that is
}

// Help lists what can be typed that is not said.
const Help = "/join ROOM, /leave [ROOM], /rooms, /who, /name NAME, /help, /quit"

const (
	goodbye  = 15 * time.Second // a client with nothing more to say waits for answers this long
	away     = time.Minute      // and one without a person for a server that has gone
	patience = 2 * time.Second  // after this a server that has said nothing yet is spoken of
	atOnce   = 16               // requests that may be unanswered before more is read from a file
)

// errQuit says that there is nothing more to say.
var errQuit = errors.New("quit")

// notify hands a notice to run. The client calls it until run has ended it.
func (t *Chat) notify(n chat.Notice) { t.notices <- n }

// Run talks in the room until in ends and all that it said is answered, or ctx ends. That ctx ends is no error.
func (t *Chat) Run(ctx context.Context, in io.Reader, room string) error {
	t.notices = make(chan chat.Notice)
	t.client = t.newClient()
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
	defer t.Screen.Close()
	quiet := time.After(patience)
	for {
		next := lines
		if t.ending || t.Screen == nil && t.asked-t.done >= atOnce {
			next = nil // a file can wait, and is not to be lost when it is faster than the network
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.late:
			if t.lost && !t.ending {
				return fmt.Errorf("the server has been gone for %v", t.waiting)
			}
			return fmt.Errorf("the server has not answered within %v", t.waiting)
		case n := <-t.notices:
			err = t.show(ctx, n)
		case <-quiet:
			if !t.met && !t.ending {
				err = t.print(t.Notes, "! "+t.Addr+" has not answered yet")
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
func (t *Chat) listen(ctx context.Context, in io.Reader) (<-chan string, <-chan error, error) {
	if t.Screen == nil {
		lines, failed := term.Lines(ctx, in, event.MaxMessage)
		return lines, failed, nil
	}
	if err := t.Screen.Open(); err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(t.Screen, "%s to %s. Type a line and press Enter.\n/help lists commands, Ctrl-D or /quit ends.\n", t.Transport.Title, t.Addr)
	lines, failed := t.Screen.Lines(ctx)
	return lines, failed, nil
}

// end waits for the answers to what has been said, for which nobody has to look at the screen.
func (t *Chat) end() {
	t.ending = true
	t.Screen.Close()
	t.wait(goodbye)
}

func (t *Chat) wait(d time.Duration) { t.late, t.waiting = time.After(d), d }

// line carries out what somebody has typed.
func (t *Chat) line(line string) error {
	switch strings.TrimSpace(line) {
	case "":
		return nil
	case "/quit":
		return errQuit
	case "/help":
		return t.print(t.Notes, Help)
	}
	request, err := t.person.Request(line)
	switch {
	case err != nil:
	case request.Type == event.TypeHello:
		err = errors.New(Help)
	case isWork(request.Type):
		err = errors.New("that is for people without a client, as on nc: wirelab queue takes work, and watches it")
	}
	if err == nil {
		err = t.do(request)
	}
	if err != nil {
		refused := (*event.Error)(nil)
		if errors.As(err, &refused) {
			err = errors.New(refused.Reason)
		}
		return t.print(t.Notes, "! "+err.Error())
	}
	if t.lost && request.Type == event.TypeEmit {
		t.held++
		return t.print(t.Notes, "* not sent yet: waiting for the connection")
	}
	return nil
}

// do asks for something, and what it takes before that.
func (t *Chat) do(request event.Request) error {
	if request.Type == event.TypeJoin && request.Name != "" {
		if err := t.ask(event.Request{Type: event.TypeName, Name: request.Name}); err != nil {
			return err
		}
	}
	switch request.Type {
	case event.TypeLeave:
		if t.rooms[request.Room] {
			delete(t.rooms, request.Room)
			if err := t.print(t.Notes, t.person.Left(request.Room)); err != nil {
				return err
			}
		}
	case event.TypeEmit:
		self := false // who has typed it has seen it
		request.Self = &self
	}
	return t.ask(request)
}

func (t *Chat) ask(request event.Request) error {
	err := t.client.Do(request)
	if err == nil {
		t.asked++
	}
	return err
}

// show prints a notice. An error ends the conversation.
func (t *Chat) show(ctx context.Context, n chat.Notice) error {
	switch n := n.(type) {
	case chat.State:
		return t.state(ctx, n)
	case chat.Answered:
		t.done, t.held = n.Requests, 0
		return nil
	case event.Joined:
		t.rooms[n.Room] = true
	case *event.Error:
		if n.Code == event.TooManyMembers {
			return fmt.Errorf("%s: %s", t.Addr, visible.Text(n.Reason))
		}
	}
	t.met = true
	line, said := noticeLine(n, len(t.rooms))
	if line == "" {
		return nil
	}
	w := t.Notes
	if said {
		w = t.Out
	}
	return t.print(w, line)
}

// print prints a line: to w or, while a person types on the screen, above the line that they type.
func (t *Chat) print(w io.Writer, line string) error {
	columns := term.Width(w)
	if t.Screen.IsOpen() {
		w, columns = t.Screen, t.Screen.Columns()
	}
	_, err := fmt.Fprintln(w, term.Hang(line, columns))
	return err
}
