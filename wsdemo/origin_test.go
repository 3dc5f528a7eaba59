package wsdemo

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHostname(t *testing.T) {
	for in, want := range map[string]string{
		"localhost":         "localhost",
		"localhost:7103":    "localhost",
		"192.0.2.1:80":      "192.0.2.1",
		"[2001:db8::1]:80":  "2001:db8::1",
		"[2001:db8::1]":     "2001:db8::1",
		"2001:db8::1":       "2001:db8::1",
		"":                  "",
		":7103":             "",
		"evil.example:80:1": "evil.example:80:1", // no name of ours, whatever it is
	} {
		if got := hostname(in); got != want {
			t.Errorf("hostname(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCheckHost(t *testing.T) {
	tests := []struct {
		host  string
		local string   // where the connection arrived
		hosts []string // the server's field
		ok    bool
	}{
		{"localhost", "127.0.0.1:7103", nil, true},
		{"LocalHost:7103", "127.0.0.1:7103", nil, true},
		{"127.0.0.1:7103", "127.0.0.1:7103", nil, true},
		{"127.8.9.10", "127.0.0.1:7103", nil, true},
		{"[::1]:7103", "[::1]:7103", nil, true},
		{"192.0.2.7:7103", "192.0.2.7:7103", nil, true},
		{"[2001:db8::7]:7103", "[2001:db8::7]:7103", nil, true},
		{"lab.example:7103", "192.0.2.7:7103", []string{"lab.example"}, true},
		{"LAB.example", "192.0.2.7:7103", []string{"other.example", "lab.example"}, true},

		// A page of evil.example, which has pointed its name here.
		{"evil.example:7103", "127.0.0.1:7103", nil, false},
		{"evil.example:7103", "127.0.0.1:7103", []string{"lab.example"}, false},
		{"localhost.evil.example", "127.0.0.1:7103", nil, false},
		{"127.0.0.1.evil.example", "127.0.0.1:7103", nil, false},
		{"lab.example.evil.example", "127.0.0.1:7103", []string{"lab.example"}, false},
		{"192.0.2.8:7103", "192.0.2.7:7103", nil, false},
		{"0.0.0.0:7103", "127.0.0.1:7103", nil, false},
		{"", "127.0.0.1:7103", nil, false},
	}
	for _, test := range tests {
		addr, err := net.ResolveTCPAddr("tcp", test.local)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = test.host
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, addr))
		if err := checkHost(r, test.hosts); (err == nil) != test.ok {
			t.Errorf("host %q at %s, further hosts %q: %v", test.host, test.local, test.hosts, err)
		}
	}
}

func TestCheckOrigin(t *testing.T) {
	tests := []struct {
		origin string
		host   string
		ok     bool
	}{
		{"", "localhost:7103", true}, // not a browser
		{"http://localhost:7103", "localhost:7103", true},
		{"http://LOCALHOST:7103", "localhost:7103", true},

		{"http://localhost:8080", "localhost:7103", false}, // another program's page
		{"http://localhost", "localhost:7103", false},
		{"http://evil.example", "localhost:7103", false},
		{"http://evil.example/localhost:7103", "localhost:7103", false},
		{"http://localhost:7103@evil.example", "localhost:7103", false},
		{"null", "localhost:7103", false}, // a page in a sandbox
		{"http://[", "localhost:7103", false},
	}
	for _, test := range tests {
		r := httptest.NewRequest("GET", Path, nil)
		r.Host = test.host
		r.Header.Set("Origin", test.origin)
		if err := checkOrigin(r); (err == nil) != test.ok {
			t.Errorf("origin %q, host %q: %v", test.origin, test.host, err)
		}
	}
}
