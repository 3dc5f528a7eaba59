package demo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/packet"
)

// showUpgrade opens a WebSocket by hand and shows each byte that goes over its connection, as the client
// sees it (byhand.go).
func showUpgrade(ctx context.Context, s stage.Stage, w io.Writer) error {
	ln, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return err
	}
	served := make(chan struct{})
	web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(served)
		tellNews(w, r)
	})}
	go web.Serve(ln)
	defer web.Close()
	began := time.Now()
	conn, err := s.Clients[0].DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(w, "One TCP connection, from %v to %v.\n"+
		"> is what the client writes, < what it reads, by the client's clock.\n\n",
		conn.LocalAddr(), conn.RemoteAddr())
	c := newByHand(conn, began, w)
	if err := c.open(); err != nil {
		return err
	}
	if err := c.hear(1); err != nil {
		return err
	}
	unasked := c.frames
	time.Sleep(s.Time("pause", 90*time.Millisecond)) // the server is about to speak, too
	err = c.say(packet.Text, "Hello")
	if err == nil {
		err = c.hear(2)
	}
	if err == nil {
		err = c.say(packet.Close, "\x03\xe8") // 1000: done
	}
	if err == nil {
		err = c.hear(1)
	}
	if err != nil {
		return err
	}
	conn.Close()
	<-served
	_, err = fmt.Fprintf(w, "\n"+
		"HTTP: 1 request and 1 response, %d B\n"+
		"after them: %d frames, %d B = %d B of headers + %d B of payload + %d B of HTTP\n"+
		"messages from the server before the client had sent any: %d\n",
		c.http, c.frames, c.total-c.http, c.framing, c.payload, c.total-c.http-c.framing-c.payload, unasked)
	return err
}

// tellNews is the server: it answers the handshake and speaks first, says more 100 ms later, and sends
// back whatever it is told.
func tellNews(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	say := func(text string) { conn.WriteMessage(websocket.TextMessage, []byte(text)) }
	say("news 1")
	more := time.After(100 * time.Millisecond)
	heard := make(chan string)
	go func() {
		defer close(heard)
		for {
			_, message, err := conn.ReadMessage() // answers a Close frame, too
			if err != nil {
				return
			}
			heard <- string(message)
		}
	}()
	for {
		select {
		case <-more:
			say("news 2")
		case message, ok := <-heard:
			if !ok {
				return
			}
			say(message)
		}
	}
}
