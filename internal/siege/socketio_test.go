package siege

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// These attacks are made of Socket.IO, on the WebSocket server's port.

const socketIOPath = "/socket.io/?EIO=4&transport="

// unpolled begins 20 sessions that enter a room, ask for a lot, and never poll. They stay when the connection has ended,
// until a ping has no answer.
func unpolled(ctx context.Context, a *attacker) error {
	p, err := a.dial(ctx)
	if err != nil {
		return err
	}
	for i := range 20 {
		body, err := p.request("GET", "", "")
		if err != nil {
			return err
		}
		_, after, _ := strings.Cut(body, `"sid":"`)
		sid, _, found := strings.Cut(after, `"`)
		if !found {
			p.told(body)
			return nil
		}
		enter := fmt.Sprintf("40\x1e"+`420["join",{"room":"%s","name":"%s-%d"}]`, a.room(), a.label(), i)
		namespaces := strings.Repeat("\x1e40/"+strings.Repeat("x", 250), 200)
		if _, err := p.request("POST", "&sid="+sid, enter+namespaces); err != nil {
			return err
		}
	}
	if _, err := p.request("POST", "&sid=guessed", "40"); err != nil {
		return err
	}
	sleep(ctx, a.lasts)
	return nil
}

// request makes a request and returns the body of the answer.
func (p *peer) request(method, query, body string) (string, error) {
	_, err := fmt.Fprintf(p.conn, "%s %spolling%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s",
		method, socketIOPath, query, p.plan.Addr["ws"], len(body), body)
	if err != nil {
		return "", err
	}
	answer, err := http.ReadResponse(p.in, nil)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	p.told(answer.Status)
	return string(b), err
}

// attachments promises ten attachments on each of 20 WebSockets, and sends nine. Then it has one attachment stand in a
// thousand places, and is to be told (code 1008) that it may not, within a second.
func attachments(ctx context.Context, a *attacker) error {
	for range 20 {
		p, err := a.openSocketIO(ctx)
		if err != nil {
			return err
		}
		b := appendFrame(nil, fin|textFrame, []byte(`4510-["a"]`))
		b = append(b, bytes.Repeat(appendFrame(nil, fin|2, make([]byte, 6000)), 9)...)
		if _, err := p.conn.Write(b); err != nil {
			return err
		}
		a.beside.Go(func() { p.listen(ctx) })
	}
	p, err := a.openSocketIO(ctx)
	if err != nil {
		return err
	}
	event := `451-["a"` + strings.Repeat(`,{"_placeholder":true,"num":0}`, 1000) + `]`
	b := appendFrame(appendFrame(nil, fin|textFrame, []byte(event)), fin|2, make([]byte, 30_000))
	if _, err := p.conn.Write(b); err != nil {
		return err
	}
	begin := time.Now()
	p.conn.SetReadDeadline(begin.Add(second))
	p.listen(ctx)
	a.most("ms until told", float64(time.Since(begin).Milliseconds()))
	sleep(ctx, a.lasts)
	return nil
}

// openSocketIO begins a session on a WebSocket, and connects to the namespace.
func (a *attacker) openSocketIO(ctx context.Context) (*peer, error) {
	p, err := a.dial(ctx)
	if err != nil {
		return nil, err
	}
	request := strings.Replace(upgradeRequest(p.plan.Addr["ws"]), "/ws", socketIOPath+"websocket", 1)
	if _, err := io.WriteString(p.conn, request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(p.in, nil)
	if err == nil && response.StatusCode != http.StatusSwitchingProtocols {
		err = errors.New(response.Status)
	}
	if err != nil {
		return nil, err
	}
	_, err = p.conn.Write(appendFrame(nil, fin|textFrame, []byte("40")))
	return p, err
}
