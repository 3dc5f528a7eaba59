package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// TestServeNames: a browser may open the pages by the names that the machine has for others, and by those
// that the options give it; a page may open a WebSocket by the same.
func TestServeNames(t *testing.T) {
	own, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	short, _, _ := strings.Cut(own, ".")
	for _, what := range []string{"echo", "broadcast"} {
		for _, host := range []string{"0.0.0.0", "127.0.0.1"} {
			t.Run(what+"/"+host, func(t *testing.T) {
				addr := serveWS(t, what, "--host", host, "--name", "lab.example", "--name", "Board.", "--name", "[2001:db8::7]")
				_, port, _ := net.SplitHostPort(addr)
				everywhere := host == "0.0.0.0"
				for name, ok := range map[string]bool{
					own: everywhere, short: everywhere, short + ".local": everywhere, strings.ToUpper(short): everywhere,
					short + ".local.": everywhere,
					"lab.example":     true, "board": true, "[2001:db8::7]": true, "localhost": true, "127.0.0.1": true,
					"evil.example": false, short + ".evil.example": false, "example": false, "lab.example.evil.example": false,
				} {
					if got := get(t, port, "/", name+":"+port).StatusCode == 200; got != ok {
						t.Errorf("the page by the name %s: %v, want %v", name, got, ok)
					}
					header := http.Header{"Host": {name + ":" + port}, "Origin": {"http://" + name + ":" + port}}
					conn, _, err := websocket.DefaultDialer.Dial("ws://127.0.0.1:"+port+"/ws", header)
					if (err == nil) != ok {
						t.Errorf("a WebSocket by the name %s: %v", name, err)
					}
					if err == nil {
						conn.Close()
					}
				}
			})
		}
	}
}

// TestServeUpgradeRequired: who opens the WebSocket's address as a page is told where the page is.
func TestServeUpgradeRequired(t *testing.T) {
	for _, what := range []string{"echo", "broadcast"} {
		addr := serveWS(t, what)
		_, port, _ := net.SplitHostPort(addr)
		response := get(t, port, "/ws", addr)
		body, _ := io.ReadAll(response.Body)
		if response.StatusCode != 426 || response.Header.Get("Upgrade") != "websocket" || !strings.Contains(string(body), "the page is at /") {
			t.Errorf("%s: %s, Upgrade: %s, %q", what, response.Status, response.Header.Get("Upgrade"), body)
		}
	}
}

// serveWS serves over WebSocket until the test ends.
func serveWS(t *testing.T, what string, options ...string) (addr string) {
	t.Helper()
	starting.Lock()
	defer starting.Unlock()
	ctx, cancel := context.WithCancel(t.Context())
	out, status := running(ctx, append([]string{"serve", what, "--tcp", "off", "--udp", "off", "--ws", "0"}, options...)...)
	t.Cleanup(func() {
		cancel()
		if got := <-status; got != 0 {
			t.Errorf("serve ended with status %d", got)
		}
	})
	return addresses(out)["ws"]
}

// get asks the server on this machine for a page, as a browser that knows it by the name host does.
func get(t *testing.T, port, path, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1:"+port+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}
