//go:build solution

// Package framing puts messages into a stream of bytes and finds them again.
package framing

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// MaxMessage is the longest message, in bytes.
const MaxMessage = 1000

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = errors.New("message too large")

// Append adds a message to dst as it goes on the wire: its length in decimal digits, a colon, and the
// message, as in 5:hello.
func Append(dst, msg []byte) ([]byte, error) {
	if len(msg) > MaxMessage {
		return dst, ErrTooLarge
	}
	dst = append(strconv.AppendInt(dst, int64(len(msg)), 10), ':')
	return append(dst, msg...), nil
}

// Split finds the first message in data.
func Split(data []byte, atEOF bool) (advance int, msg []byte, err error) {
	digits, rest, whole := bytes.Cut(data, []byte(":"))
	length := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, nil, errors.New("a length consists of digits")
		}
		if length = 10*length + int(d-'0'); length > MaxMessage {
			return 0, nil, ErrTooLarge
		}
		if len(digits) > 1 && digits[0] == '0' {
			return 0, nil, errors.New("a length does not begin with 0")
		}
	}
	switch {
	case whole && len(digits) == 0:
		return 0, nil, errors.New("there is no length before the colon")
	case whole && len(rest) >= length:
		return len(digits) + 1 + length, rest[:length], nil
	case atEOF && len(data) > 0:
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}
