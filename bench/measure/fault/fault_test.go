package fault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

// dialing is how package net says that connecting failed.
func dialing(cause error) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", cause)}
}

// TestSentences: each fault is one line that names the address once, and the cause without package net's words
// around it.
func TestSentences(t *testing.T) {
	noServer := func(err error) *NoServerError {
		return &NoServerError{Addr: "192.0.2.1:7101", Err: err, Within: 10 * time.Second}
	}
	refused := syscall.ECONNREFUSED
	slow := noServer(context.DeadlineExceeded)
	for _, test := range []struct {
		err  error
		want string
	}{
		{noServer(dialing(refused)), "no server answers at 192.0.2.1:7101: " + refused.Error()},
		{noServer(dialing(syscall.ENETUNREACH)), "192.0.2.1:7101 cannot be reached: " + syscall.ENETUNREACH.Error()},
		{slow, "no server answers at 192.0.2.1:7101: nothing came back within 10s"},
		{noServer(fmt.Errorf("read: %w", io.EOF)), "the server at 192.0.2.1:7101 ended the connection before it answered"},
		{noServer(wsaConnAborted), "the server at 192.0.2.1:7101 ended the connection before it answered"},
		{
			WrongServer("192.0.2.1:7101", "echo", []byte("hi\x1b[2J")),
			`something answers at 192.0.2.1:7101, but it is no echo server: it sent "hi\u001b[2J"`,
		},
		{&LinkError{Sent: 1, Err: slow}, "no connection within 10s: the link let nothing through (1 packet sent, none arrived)"},
		{&LinkError{Sent: 9, Arrived: 7, Err: slow}, "no connection within 10s: the link lost 2 of 9 packets"},
		{&LinkError{Sent: 9, Arrived: 7, Err: noServer(ErrNoAnswer)}, "no answer within 10s: the link lost 2 of 9 packets"},
	} {
		checks.Equal(t, "the error", test.err.Error(), test.want)
	}
	if !errors.Is(&LinkError{Err: slow}, context.DeadlineExceeded) {
		t.Error("what was behind it is not there any more")
	}
}

// TestWrongServerIsShort: a server that talks a lot does not fill the screen.
func TestWrongServerIsShort(t *testing.T) {
	err := WrongServer("192.0.2.1:7101", "echo", []byte(strings.Repeat("x", 5000)))
	if n := len(err.Error()); n > 160 || !strings.HasSuffix(err.Error(), `xxx..."`) {
		t.Errorf("%d characters: %v", n, err)
	}
}

// TestSocketErrorsCount: that nobody listens is counted apart, by whatever number a system says it.
func TestSocketErrorsCount(t *testing.T) {
	var s SocketErrors
	checks.Equal(t, "nothing yet", s.Latest() == nil, true)
	for _, err := range []error{syscall.ECONNREFUSED, wsaConnReset, wsaConnRefused, syscall.EMSGSIZE, syscall.EMSGSIZE} {
		s.Add(dialing(err))
	}
	refused, others := s.Seen()
	checks.Equal(t, "refused", refused, 3)
	checks.Equal(t, "kinds", len(others), 1)
	checks.Equal(t, "too long", others[syscall.EMSGSIZE.Error()], 2)
	checks.Equal(t, "the latest", errors.Is(s.Latest(), syscall.EMSGSIZE), true)
}
