package socketio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// request makes a request, and returns the packets of the answer.
func (e *engine) request(ctx context.Context, client *http.Client, method string, body []byte) ([]Packet, error) {
	r, err := http.NewRequestWithContext(ctx, method, e.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "text/plain;charset=UTF-8")
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, netx.Brief(err)
	}
	defer answer.Body.Close()
	came, err := io.ReadAll(io.LimitReader(answer.Body, maxReceived+1))
	switch {
	case err != nil:
		return nil, err
	case len(came) > maxReceived:
		return nil, errTooLarge
	case answer.StatusCode != http.StatusOK:
		return nil, refusedBy(answer.StatusCode, came)
	case method == http.MethodPost:
		return nil, nil // it says ok
	}
	var packets []Packet
	for p, err := range payload(came) {
		if err != nil {
			return nil, err
		}
		packets = append(packets, p)
	}
	return packets, nil
}

// untilOver is a context that ends with the session.
func (e *engine) untilOver() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	e.goroutines.Go(func() {
		select {
		case <-e.over:
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, cancel
}

// poll asks for packets until the session ends, or a WebSocket has been found to work.
func (e *engine) poll() {
	ctx, cancel := e.untilOver()
	defer cancel()
	for e.goesOn() {
		packets, err := e.request(ctx, e.polls, http.MethodGet, nil)
		for _, p := range packets {
			if err == nil {
				err = e.take(p)
			}
		}
		if err != nil {
			e.end(err)
			return
		}
	}
}

// goesOn says whether requests are still to be made.
func (e *engine) goesOn() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ended == nil && !e.changing
}

// post sends what waits, as long as poll asks.
func (e *engine) post() {
	ctx, cancel := e.untilOver()
	defer cancel()
	for {
		body := e.batch()
		if body == nil {
			return
		}
		if _, err := e.request(ctx, e.posts, http.MethodPost, body); err != nil {
			e.end(err)
			return
		}
	}
}

// batch says that no POST is under way, waits for packets, and returns as many as the server takes at once, as the body of a POST; nil if there
// is to be none any more.
func (e *engine) batch() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.posting = false
	e.changed.Broadcast()
	for e.ended == nil && !e.changing && len(e.out) == 0 {
		e.changed.Wait()
	}
	if e.ended != nil || e.changing {
		return nil
	}
	n, size := 0, 0
	for _, p := range e.out {
		if size += len(p.Data)*4/3 + 4; n > 0 && e.is.MaxPayload > 0 && size > e.is.MaxPayload {
			break
		}
		n++
	}
	body := appendPayload(nil, e.out[:n])
	e.out, e.posting = e.out[n:], true
	e.changed.Broadcast()
	return body
}

// dial opens a WebSocket, for the session if it has begun. Both handshakes are done when it returns: TCP's, and the
// one that begins as HTTP. What is read of the answer to that is bounded.
func (e *engine) dial(ctx context.Context) (*websocket.Conn, error) {
	stop := func() bool { return true }
	var bounded *netx.HandshakeConn
	dialer := websocket.Dialer{NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := e.network.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		// The handshake knows ctx's deadline, but not that it can be cancelled.
		stop = context.AfterFunc(ctx, func() { conn.Close() })
		bounded = netx.NewHandshakeConn(conn)
		return bounded, nil
	}}
	url := strings.Replace(strings.Replace(e.url, "http", "ws", 1), "transport=polling", "transport=websocket", 1)
	ws, answer, err := dialer.DialContext(ctx, url, nil)
	switch {
	case !stop():
		return nil, context.Cause(ctx)
	case err != nil && answer != nil:
		return nil, fmt.Errorf("the server answered %.80q", answer.Status)
	case err != nil:
		return nil, netx.Brief(err)
	}
	bounded.Done()
	ws.SetReadLimit(maxReceived)
	return ws, nil
}

// receiveFrom waits for the next packet.
func receiveFrom(ctx context.Context, ws *websocket.Conn) (Packet, error) {
	stop := context.AfterFunc(ctx, func() { ws.Close() })
	defer stop()
	kind, data, err := ws.ReadMessage()
	return Packet{Binary: kind == websocket.BinaryMessage, Data: data}, err
}

func sendBy(ws *websocket.Conn, packets []Packet) error {
	for _, p := range packets {
		kind := websocket.TextMessage
		if p.Binary {
			kind = websocket.BinaryMessage
		}
		if err := ws.WriteMessage(kind, p.Data); err != nil {
			return err
		}
	}
	return nil
}

// listen takes what comes by the WebSocket until that ends.
func (e *engine) listen(ws *websocket.Conn) {
	for {
		p, err := receiveFrom(context.Background(), ws)
		if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived) {
			err = io.EOF
		}
		if err == nil {
			err = e.take(p)
		}
		if err != nil {
			e.end(err)
			return
		}
	}
}

// upgrade tries a WebSocket out, and changes over to it:
//
//	client: 2probe    do packets get through?
//	server: 3probe    they do; it ends the poll that waits
//	client: 5         when its requests have ended: from here on everything goes by the WebSocket
//
// Where that fails, the session goes on polling.
func (e *engine) upgrade() {
	ctx, cancel := e.untilOver()
	defer cancel()
	ws, err := e.dial(ctx)
	if err != nil {
		return
	}
	e.mu.Lock()
	e.probe = ws
	if e.ended != nil { // meanwhile
		ws.Close()
	}
	e.mu.Unlock()
	err = sendBy(ws, []Packet{{Data: []byte("2probe")}})
	if err == nil {
		var p Packet
		if p, err = receiveFrom(ctx, ws); err == nil && (p.Binary || string(p.Data) != "3probe") {
			err = errProbe
		}
	}
	if err != nil {
		ws.Close()
		return
	}
	e.mu.Lock()
	e.changing = true
	e.changed.Broadcast()
	e.mu.Unlock()
	e.paused.Wait()
	if err := sendBy(ws, []Packet{{Data: []byte{typeUpgrade}}}); err != nil {
		e.end(err)
		return
	}
	e.mu.Lock()
	e.ws = ws
	e.flush()
	e.mu.Unlock()
	e.goroutines.Go(func() { e.listen(ws) })
}
