package speed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"wirelab/wsdemo/socketio"
)

// socketIO is the voice of members who speak Socket.IO over a WebSocket. They ask for an answer to each thing that
// they do, as the others get it.
var socketIO = voice{kind: unix.SOCK_STREAM, frames: true, socketIO: true}

// openSocketIO opens a WebSocket, and connects to the namespace. It returns when the server has said that it is so.
func openSocketIO(s *server) (fd int, err error) {
	fd, err = open(s, unix.SOCK_STREAM, false)
	if err != nil {
		return 0, err
	}
	_, err = unix.Write(fd, upgradeRequest(socketio.Path+"?EIO=4&transport=websocket"))
	for _, next := range []string{"40", ""} { // after the handshake's answer 0{...}, and after 40{...}
		answer, b := []byte(nil), make([]byte, 1024)
		for err == nil && !bytes.Contains(answer, inRoom) {
			n := 0
			n, err = read(fd, b)
			answer = append(answer, b[:n]...)
		}
		if err == nil && next != "" {
			_, err = unix.Write(fd, socketIO.message([]byte(next), true))
		}
	}
	if err != nil {
		unix.Close(fd)
		return 0, fmt.Errorf("socket.io: %w", err)
	}
	return fd, nil
}

// joinSocketIO is what a member sends to join.
func joinSocketIO(name string) []byte {
	return fmt.Appendf(nil, `420["join",{"room":"blue","name":"%s"}]`, name)
}

// saySocketIO is what the publisher sends to make an event with this text; or, for a bare room, what arrives of it.
func (v voice) saySocketIO(text string) []byte {
	if v.bare {
		return v.message(fmt.Appendf(nil,
			`42["message","%s",{"room":"blue","from":"publisher","offset":10000},"blue:10000"]`, text), false)
	}
	return v.message(fmt.Appendf(nil, `420["message","%s",{"room":"blue","self":false}]`, text), true)
}

// These are a ping of Engine.IO as it comes, and the answer.
var (
	enginePing = []byte("\x81\x012")
	enginePong = socketIO.message([]byte("3"), true)
)

// pong answers a ping, if one is among what has come. Who does not is cut off after 20 s.
func (a *audience) pong(tb testing.TB, fd int, came []byte) {
	if a.voice.socketIO && !a.voice.bare && bytes.Contains(came, enginePing) {
		a.send(tb, fd, enginePong)
	}
}

// BenchmarkOfficial holds our server against the official one, in Node, with the same members and the same bytes. The
// ratio is the official server's time as a multiple of ours.
func BenchmarkOfficial(b *testing.B) {
	official := officialServer(b)
	for _, inFlight := range []int{1, 16} {
		for _, n := range []int{100, 1000} {
			b.Run(strings.TrimSuffix(fmt.Sprintf("%d/%d-at-once", n, inFlight), "/1-at-once"), func(b *testing.B) {
				all := cores(b)
				if len(all) < 2 {
					b.Skip("this process may run on one core only")
				}
				times := max(1, 20_000/n)
				defer pin(b, all[1])()
				ours := newAudience(b, start(b, "ws-room", all[0]), socketIO, n)
				theirs := newAudience(b, startCommand(b, official(b), all[0]), socketIO, n)
				compareOfficial(b, ours, theirs, times, inFlight)
			})
		}
	}
}
