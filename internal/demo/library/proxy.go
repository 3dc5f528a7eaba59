package library

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/netx"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
	"wirelab/wsdemo"
	"wirelab/wsdemo/socketio"
)

// ShowProxy has three clients talk to an echo server through a proxy: one that passes the header field Upgrade on, and one
// that drops it, as a proxy does that knows nothing of the protocol named there (RFC 9110 section 7.8).
func ShowProxy(ctx context.Context, s stage.Stage, w io.Writer) error {
	server, stop, err := startEcho(ctx, s.Clients[1], transport.Options{})
	if err != nil {
		return err
	}
	defer stop()
	by := func(o socketio.Options) func(string) (transport.Conn, error) {
		return func(addr string) (transport.Conn, error) { return socketio.DialMessages(ctx, s.Clients[0], addr, o) }
	}
	messages := s.Number("messages", 10)
	const row = "%-21s  %-7s  %s\n"
	fmt.Fprintf(w, "%d messages to an echo server and back, through a proxy.\n\n", messages)
	fmt.Fprintf(w, row, "client", "Upgrade", "what comes back")
	for _, c := range []struct {
		name string
		dial func(addr string) (transport.Conn, error)
	}{
		{"WebSocket", func(addr string) (transport.Conn, error) { return wsdemo.Dial(ctx, s.Clients[0], addr, wsdemo.Text) }},
		{"Socket.IO", by(socketio.Options{})},
		{"Socket.IO, no polling", by(socketio.Options{Transports: socketio.WebSocketOnly})},
	} {
		name := c.name
		for _, does := range []string{"passes", "dropped"} {
			p := &proxy{passes: does == "passes", messages: messages}
			addr, stop, err := p.open(ctx, s.Server, server)
			if err != nil {
				return err
			}
			conn, err := c.dial(addr)
			fmt.Fprintf(w, row, name, does, p.talk(conn, err))
			name = "" // the second line is about the same client
			stop()
		}
	}
	return nil
}

// startEcho starts an echo server for WebSocket and Socket.IO on a host, and returns its address.
func startEcho(ctx context.Context, host netx.Network, o transport.Options) (addr string, stop func(), err error) {
	t, err := transport.Named("ws")
	if err != nil {
		return "", nil, err
	}
	server, err := t.ListenEcho(ctx, host, stage.AnyPort(host), o)
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(ctx)
	}()
	return server.Addr.String(), func() { cancel(); <-ended }, nil
}

// A proxy passes HTTP requests on, counts them, and notes how the last one was answered.
type proxy struct {
	passes   bool // the field Upgrade, too
	messages int  // that a client sends through it
	requests atomic.Int64
	status   atomic.Value // a string, such as 400 Bad Request
}

// open has it listen on a host, before the server at an address.
func (p *proxy) open(ctx context.Context, host netx.Network, server string) (addr string, stop func(), err error) {
	ln, err := host.Listen(ctx, "tcp", stage.AnyPort(host))
	if err != nil {
		return "", nil, err
	}
	onward := &http.Transport{DialContext: host.DialContext, DisableCompression: true}
	web := &http.Server{Handler: &httputil.ReverseProxy{
		Transport: onward,
		Rewrite: func(r *httputil.ProxyRequest) {
			p.requests.Add(1)
			r.SetURL(&url.URL{Scheme: "http", Host: server})
			if !p.passes {
				r.Out.Header.Del("Upgrade")
				r.Out.Header.Del("Connection")
			}
		},
		ModifyResponse: func(r *http.Response) error {
			p.status.Store(r.Status)
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) {}, // of requests that end with their client
	}}
	go web.Serve(ln)
	return ln.Addr().String(), func() { web.Close(); onward.CloseIdleConnections() }, nil
}

// talk has a client send messages and hear their echoes, and says in words how that went.
func (p *proxy) talk(conn transport.Conn, refused error) string {
	if refused != nil {
		return fmt.Sprint("none: ", p.status.Load())
	}
	defer conn.Close()
	buf := make([]byte, 64)
	for n := range p.messages {
		err := conn.Send([]byte("hi"))
		if err == nil {
			_, err = conn.Recv(buf)
		}
		if err != nil {
			return fmt.Sprintf("%d echoes, then %v", n, words.Cause(err))
		}
	}
	return words.Counted(p.messages, "echo", "echoes") + ", " + words.Count(int(p.requests.Load()), "HTTP request")
}
