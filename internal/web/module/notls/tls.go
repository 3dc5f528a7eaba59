// Package tls takes the place of crypto/tls when the module is built. net/http and gorilla/websocket bring TLS along whether anyone
// speaks it or not, and it is a seventh of the module; in the lab, and so in a page, nobody does. What is here is what those two
// name of it. A handshake fails.
package tls

import (
	"context"
	"errors"
	"net"
)

var errNoTLS = errors.New("tls: there is none in a page")

// A Conn is a connection whose handshake fails.
type Conn struct{ net.Conn }

// Client makes a Conn.
func Client(c net.Conn, _ *Config) *Conn { return &Conn{c} }

// HandshakeContext fails.
func (*Conn) HandshakeContext(context.Context) error { return errNoTLS }

// VerifyHostname fails.
func (*Conn) VerifyHostname(string) error { return errNoTLS }

// ConnectionState says nothing.
func (*Conn) ConnectionState() (s ConnectionState) { return s }

// A ConnectionState would say what a handshake has led to.
type ConnectionState struct {
	NegotiatedProtocol         string
	NegotiatedProtocolIsMutual bool
}

// A RecordHeaderError would say that the other end speaks something else.
type RecordHeaderError struct {
	RecordHeader [5]byte
	Conn         net.Conn
}

func (RecordHeaderError) Error() string { return errNoTLS.Error() }

// A Config would say what is wanted of a connection.
type Config struct {
	NextProtos         []string
	ServerName         string
	InsecureSkipVerify bool

	Certificates                       []Certificate
	GetCertificate, GetConfigForClient func()
}

// Clone returns a copy.
func (c *Config) Clone() *Config {
	clone := *c
	return &clone
}

// A Certificate would say whose a server is.
type Certificate struct{}

// LoadX509KeyPair fails.
func LoadX509KeyPair(string, string) (c Certificate, err error) { return c, errNoTLS }

// NewListener returns a listener that accepts nothing.
func NewListener(l net.Listener, _ *Config) net.Listener { return listener{l} }

type listener struct{ net.Listener }

func (listener) Accept() (net.Conn, error) { return nil, errNoTLS }
