package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/netx"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/wsdemo"
)

// showPush has four clients wait for the same five goals: two ask the server again and again, one asks and
// gets its answer when there is one, and one is told over a WebSocket (game.go is the server).
func showPush(ctx context.Context, s stage.Stage, w io.Writer) error {
	ln, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return err
	}
	game := newGame()
	web := &http.Server{Handler: game}
	go web.Serve(ln)
	defer web.Close()
	often := max(s.Time("every", 50*time.Millisecond), time.Millisecond)
	fans := []*fan{
		{how: "asks every 500 ms", follow: func(f *fan) error { return f.ask(500 * time.Millisecond) }},
		{how: fmt.Sprintf("asks every %.0f ms", ms(often)), follow: func(f *fan) error { return f.ask(often) }},
		{how: "asks, and the answer waits", follow: func(f *fan) error { return f.ask(0) }},
		{how: "listens to a WebSocket", follow: (*fan).listen},
	}
	var all sync.WaitGroup
	for i, f := range fans {
		f.Network, f.addr, f.game = s.Clients[i%len(s.Clients)], ln.Addr().String(), game
		all.Go(func() { f.err = f.follow(f) })
	}
	all.Go(game.play)
	all.Wait()
	var rows [][]string
	for _, f := range fans {
		err = errors.Join(err, f.err)
		rows = append(rows, []string{
			f.how, fmt.Sprint(f.requests), fmt.Sprint(f.up.Load()), fmt.Sprint(f.down.Load()),
			span(ms(f.least), ms(f.most)),
		})
	}
	if err != nil {
		return err
	}
	return table.Fit(w, term.Columns(w), []string{"a client that", "requests", "bytes up", "bytes down", "goal known after"}, rows)
}

// span is from when to when, in milliseconds.
func span(least, most float64) string {
	if text := fmt.Sprintf("%.0f ms", most); text == fmt.Sprintf("%.0f ms", least) {
		return text
	}
	return fmt.Sprintf("%.0f to %.0f ms", least, most)
}

// A fan is a client that wants to know of all goals soon. As a Network it counts what its connections carry.
type fan struct {
	netx.Network
	how      string
	follow   func(*fan) error
	addr     string
	game     *game
	requests int
	up, down atomic.Int64 // bytes
	least    time.Duration
	most     time.Duration // from a goal until it is known
	err      error
}

// ask sends a request every so often, and as soon as the last one is answered if every is 0, until it
// knows all goals.
func (f *fan) ask(every time.Duration) error {
	client := &http.Client{Transport: &http.Transport{DialContext: f.DialContext}}
	defer client.CloseIdleConnections()
	path := "now"
	if every == 0 {
		path = "next"
	}
	begun := time.Now()
	for known := 0; known < len(goals); f.requests++ {
		time.Sleep(time.Until(begun.Add(time.Duration(f.requests+1) * every)))
		answer, err := client.Get(fmt.Sprintf("http://%s/%s?known=%d", f.addr, path, known))
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body) // a letter for each new goal
		answer.Body.Close()
		if err != nil {
			return err
		}
		for range body {
			f.learn(known)
			known++
		}
	}
	return nil
}

// listen opens a WebSocket and says nothing.
func (f *fan) listen() error {
	conn, err := wsdemo.Dial(context.Background(), f, f.addr, wsdemo.Text)
	if err != nil {
		return err
	}
	defer conn.Close()
	f.requests = 1 // the handshake
	for known := range goals {
		if _, err := conn.Recv(make([]byte, 64)); err != nil {
			return err
		}
		f.learn(known)
	}
	return nil
}

// learn notes how long ago a goal was.
func (f *fan) learn(goal int) {
	ago := time.Since(f.game.begun.Add(goals[goal]))
	if f.most = max(f.most, ago); goal == 0 || ago < f.least {
		f.least = ago
	}
}

// DialContext connects, and counts what the connection carries.
func (f *fan) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := f.Network.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &counted{conn, f}, nil
}

// counted counts what a program writes to a connection and reads from it.
type counted struct {
	net.Conn
	*fan
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.up.Add(int64(n))
	return n, err
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.down.Add(int64(n))
	return n, err
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
