package conversation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/network/netx"
	"wirelab/internal/term"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// Echo is one conversation with an echo server.
type Echo struct {
	Transport transport.Transport
	Addr      string
	Conn      transport.Conn
	Wait      time.Duration // for a line to come back
	Out       io.Writer
	Notes     io.Writer // for what is no echo
	Prompt    io.Writer // nil where no person types

	awaited []awaited // the lines that have not come back, in the order in which they were sent
	lines   int       // that were sent
	heard   bool      // something has come back
	echoed  bool      // and was what had been sent
	looked  bool      // the server has been asked what it is
}

// An awaited line has been sent, and has not come back.
type awaited struct {
	number int
	text   string
	sent   time.Time
}

// A reply is what Recv returned, and when.
type reply struct {
	text string
	at   time.Time
	err  error
}

// Run sends each line of in, and prints what comes back before it sends the next. It closes the
// connection. That ctx ends is no error.
func (e *Echo) Run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	replies := make(chan reply)
	var receiving sync.WaitGroup
	receiving.Go(func() { e.receive(ctx, replies) })
	defer func() {
		cancel()
		e.Conn.Close() // wakes receive; whatever is worth an error has come back, or has not
		receiving.Wait()
	}()
	lines, failed := term.Lines(ctx, in, e.Transport.MaxMessage)
	if e.Prompt != nil {
		defer fmt.Fprintln(e.Prompt) // so that the shell's prompt has a line of its own
	}
	for {
		if e.Prompt != nil {
			fmt.Fprint(e.Prompt, "> ")
		}
		var err error
		select {
		case <-ctx.Done():
			return nil
		case r := <-replies:
			err = e.came(ctx, r)
		case line, ok := <-lines:
			if !ok {
				return e.atEnd(<-failed)
			}
			err = e.exchange(ctx, line, replies)
		}
		if err != nil || ctx.Err() != nil {
			return err
		}
	}
}

// atEnd says what there is to say when all lines have been read, or reading has failed.
func (e *Echo) atEnd(failed error) error {
	if failed == nil && len(e.awaited) > 0 {
		return fmt.Errorf("%s did not come back", words.Count(len(e.awaited), "line"))
	}
	return failed
}

// exchange sends one line, and waits until it has come back or its time is over.
func (e *Echo) exchange(ctx context.Context, line string, replies <-chan reply) error {
	if e.Transport.Name == "ws" && !utf8.ValidString(line) {
		return errors.New("a line over WebSocket must be UTF-8")
	}
	e.lines++
	e.awaited = append(e.awaited, awaited{e.lines, line, time.Now()})
	if err := e.Conn.Send([]byte(line)); err != nil {
		return e.ended(ctx, err)
	}
	late := time.NewTimer(e.Wait)
	defer late.Stop()
	doubt := time.NewTimer(min(e.Wait/2, time.Second))
	defer doubt.Stop()
	for len(e.awaited) > 0 && e.awaited[len(e.awaited)-1].number == e.lines {
		var r reply
		select {
		case r = <-replies: // what is here counts before a time that is over
		default:
			select {
			case r = <-replies:
			case <-ctx.Done():
				return nil
			case <-doubt.C:
				if err := e.look(ctx); err != nil {
					return err
				}
				continue
			case <-late.C:
				nothing := fmt.Sprintf("nothing came back within %v", e.Wait)
				fmt.Fprintln(e.Notes, colour.PenFor(e.Notes).Paint(colour.Lost, nothing))
				return nil
			}
		}
		if err := e.came(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// came prints what has come, and how long it took since that line was sent.
func (e *Echo) came(ctx context.Context, r reply) error {
	if r.err != nil {
		return e.ended(ctx, r.err)
	}
	e.heard = true
	i := e.echoOf(r.text)
	if i < 0 {
		if err := e.look(ctx); err != nil {
			return err
		}
		_, err := fmt.Fprintf(e.Out, "%s    (not expected)\n", visible.Text(r.text))
		return err
	}
	e.echoed = true
	took, late := r.at.Sub(e.awaited[i].sent), ""
	if took > e.Wait {
		late = "    " + colour.PenFor(e.Out).Paint(colour.Telling, "(late)")
	}
	e.awaited = slices.Delete(e.awaited, i, i+1)
	_, err := fmt.Fprintf(e.Out, "%s    %.3f ms%s\n", visible.Text(r.text), float64(took)/float64(time.Millisecond), late)
	return err
}

// echoOf returns which of the awaited lines a text is; -1 if it is none. Of several that are the same it
// is the first where nothing gets lost, and the last where the earlier ones probably are.
func (e *Echo) echoOf(text string) int {
	found := -1
	for i, a := range e.awaited {
		if a.text == text {
			found = i
			if e.Transport.Reliable {
				break
			}
		}
	}
	return found
}

// look finds out, once, whether the server is one of another kind. That is an error.
func (e *Echo) look(ctx context.Context) error {
	if e.echoed || e.looked {
		return nil
	}
	e.looked = true
	return peer.LookAt(ctx, e.Transport, e.Addr).InsteadOf(peer.Echo, e.Transport, e.Addr)
}

// receive hands over what comes until the connection fails or ctx ends.
func (e *Echo) receive(ctx context.Context, replies chan<- reply) {
	buf := make([]byte, e.Transport.MaxMessage)
	for {
		n, err := e.Conn.Recv(buf)
		select {
		case replies <- reply{string(buf[:n]), time.Now(), err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// ended says in a line how the conversation ended. UDP finds out only now that nobody is there.
func (e *Echo) ended(ctx context.Context, err error) error {
	if other := e.look(ctx); other != nil {
		return other
	}
	switch {
	case netx.Refused(err) && !e.heard:
		return peer.Nobody(peer.Echo, e.Addr, err)
	case errors.Is(err, io.EOF):
		return errors.New("the server closed the connection")
	case gone(err):
		return fmt.Errorf("the server is gone: %w; start one with wirelab serve echo", words.Cause(err))
	}
	return err
}

// gone says that the other side is not there any more.
func gone(err error) bool { return netx.Gone(err) || errors.Is(err, websocket.ErrCloseSent) }
