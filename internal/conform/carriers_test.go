package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/wsdemo/socketio"
)

// A carrier carries packets of Engine.IO.
type carrier interface {
	send(packet string) error
	recv() (packet string, err error)
	close() error
}

// address is where a session begins.
func address(scheme, addr, way string) string {
	return (&url.URL{Scheme: scheme, Host: addr, Path: socketio.Path, RawQuery: "EIO=4&transport=" + way}).String()
}

// onWebSocket carries packets as messages of a WebSocket.
type onWebSocket struct {
	conn    *websocket.Conn
	writing chan struct{} // holds something while somebody writes
}

func openWebSocket(ctx context.Context, nw netx.Network, addr string) (carrier, error) {
	d := websocket.Dialer{NetDialContext: nw.DialContext}
	conn, _, err := d.DialContext(ctx, address("ws", addr, "websocket"), nil)
	if err != nil {
		return nil, err
	}
	return onWebSocket{conn, make(chan struct{}, 1)}, nil
}

func (c onWebSocket) send(packet string) error {
	c.writing <- struct{}{}
	defer func() { <-c.writing }()
	return c.conn.WriteMessage(websocket.TextMessage, []byte(packet))
}

func (c onWebSocket) recv() (string, error) {
	_, b, err := c.conn.ReadMessage()
	if websocket.IsCloseError(err, websocket.CloseGoingAway) {
		err = io.EOF
	}
	return string(b), err
}

func (c onWebSocket) close() error { return c.conn.Close() }

// polling carries packets in the bodies of requests.
type polling struct {
	ctx    context.Context
	cancel func()
	client *http.Client
	url    string
	came   []string

	posting chan struct{} // holds something while a POST is made: two at once end a session
}

func openPolling(ctx context.Context, nw netx.Network, addr string) (carrier, error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	t := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		return nw.DialContext(ctx, network, addr)
	}}
	p := &polling{ctx: ctx, cancel: cancel, client: &http.Client{Transport: t}, url: address("http", addr, "polling"), posting: make(chan struct{}, 1)}
	hello, err := p.recv()
	var open struct{ SID string }
	if err == nil {
		err = json.Unmarshal([]byte(strings.TrimPrefix(hello, "0")), &open)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	p.url += "&sid=" + open.SID
	p.came = []string{hello}
	return p, nil
}

func (p *polling) send(packet string) error {
	p.posting <- struct{}{}
	defer func() { <-p.posting }()
	_, err := p.ask(http.MethodPost, packet)
	return err
}

func (p *polling) recv() (string, error) {
	for len(p.came) == 0 {
		body, err := p.ask(http.MethodGet, "")
		if err != nil {
			return "", err
		}
		p.came = strings.Split(body, "\x1e")
	}
	packet := p.came[0]
	p.came = p.came[1:]
	return packet, nil
}

func (p *polling) ask(method, body string) (string, error) {
	r, err := http.NewRequestWithContext(p.ctx, method, p.url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	answer, err := p.client.Do(r)
	if err != nil && p.ctx.Err() == nil { // there is no server any more
		return "", io.EOF
	}
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if bytes.HasPrefix(b, []byte(`{"code":1,`)) { // there is no such session any more
		return "", io.EOF
	}
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(string(b))
	}
	return string(b), err
}

func (p *polling) close() error {
	p.cancel()
	p.client.CloseIdleConnections()
	return nil
}
