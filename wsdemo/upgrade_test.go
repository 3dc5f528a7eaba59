package wsdemo

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
)

func TestRequests(t *testing.T) {
	const handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
	tests := []struct {
		name   string
		line   string
		header string
		status int
		told   string // part of what OnError is told; empty: nothing
	}{
		{"the page", "GET / HTTP/1.1", "Host: localhost", 200, ""},
		{"its script", "GET /page.js HTTP/1.1", "Host: localhost", 200, ""},
		{"another path", "GET /etc/passwd HTTP/1.1", "Host: localhost", 404, ""},
		{"another method", "POST / HTTP/1.1", "Host: localhost\r\nContent-Length: 0", 405, ""},

		{"a handshake", "GET /ws HTTP/1.1", "Host: localhost\r\n" + handshake, 101, ""},
		{"of the page", "GET /ws HTTP/1.1", "Host: localhost\r\nOrigin: http://localhost\r\n" + handshake, 101, ""},
		{"at a further host", "GET /ws HTTP/1.1", "Host: lab.example\r\n" + handshake, 101, ""},
		{"by POST", "POST /ws HTTP/1.1", "Host: localhost\r\n" + handshake, 405, ""},
		{"without the upgrade", "GET /ws HTTP/1.1", "Host: localhost", 426, "upgrade"},
		{
			"of an old version", "GET /ws HTTP/1.1",
			"Host: localhost\r\n" + strings.Replace(handshake, "13", "8", 1), 426, "version",
		},
		{
			"without a key", "GET /ws HTTP/1.1",
			"Host: localhost\r\n" + strings.Replace(handshake, "Key", "Lock", 1), 400, "Key",
		},

		{
			"of another page", "GET /ws HTTP/1.1",
			"Host: localhost\r\nOrigin: http://evil.example\r\n" + handshake, 403, "evil.example",
		},
		{
			"of a page that points its name here", "GET /ws HTTP/1.1",
			"Host: evil.example\r\nOrigin: http://evil.example\r\n" + handshake, 403, "evil.example",
		},
		{"the page by another name", "GET / HTTP/1.1", "Host: evil.example", 403, "evil.example"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []error
				s := &EchoServer{
					Hosts:   []string{"lab.example"},
					OnError: func(_ net.Addr, err error) { told = append(told, err) },
				}
				nw := &netxtest.Pipes{}
				addr, _ := start(t, s, nw)
				p := &peer{Conn: open(t, nw, addr)}
				p.in = bufio.NewReader(p.Conn)
				response := p.request(t, test.line, test.header)
				if response.StatusCode != test.status {
					t.Errorf("the server answered %s, want %d", response.Status, test.status)
				}
				synctest.Wait()
				if test.told == "" && len(told) > 0 {
					t.Errorf("OnError was told %v, want nothing", told)
				}
				if test.told != "" && (len(told) != 1 || !strings.Contains(told[0].Error(), test.told)) {
					t.Errorf("OnError was told %v, want %q", told, test.told)
				}
			})
		})
	}
}

// The page may load nothing but its own files, and talk to nobody but its own server.
func TestPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, _ := start(t, &EchoServer{}, nw)
		p := &peer{Conn: open(t, nw, addr)}
		p.in = bufio.NewReader(p.Conn)
		response := p.request(t, "GET / HTTP/1.1", "Host: localhost")
		body, err := io.ReadAll(response.Body)
		if err != nil || !strings.Contains(string(body), `<script src="page.js"`) {
			t.Errorf("the page is %q, %v", body, err)
		}
		policy := response.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy is %q, without %q", policy, want)
			}
		}
		if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("X-Content-Type-Options: %q", got)
		}
	})
}

// What is no request is refused, and at once.
func TestNotHTTP(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, _ := start(t, &EchoServer{}, nw)
		p := &peer{Conn: open(t, nw, addr)}
		p.in = bufio.NewReader(p.Conn)
		begin := time.Now()
		response := p.request(t, "hello?")
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("the server answered %s", response.Status)
		}
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the answer took %v", waited)
		}
	})
}

// A client cannot hold a connection by never ending its request, nor by never reading the answer.
func TestSlowRequests(t *testing.T) {
	for _, request := range []string{
		"",
		"GET / HTTP/1.1\r\nHost: local",
		"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhi",
		"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &EchoServer{MaxConns: 1}
			nw := &netxtest.Pipes{}
			addr, _ := start(t, s, nw)
			if _, err := io.WriteString(open(t, nw, addr), request); err != nil {
				t.Fatal(err)
			}
			time.Sleep(11 * time.Second)
			upgrade(t, nw, addr) // there is room again
		})
	}
}
