package tcpdemo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxMessage is the largest message that a Conn sends or accepts, in bytes. TCP sets no limit: a
// receiver must, or a peer could make it set aside any amount of memory.
const MaxMessage = 1 << 20

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = errors.New("message too large")

// A Framing puts message boundaries into TCP's byte stream and finds them again.
type Framing interface {
	// Append adds msg to dst as it goes on the wire.
	Append(dst, msg []byte) ([]byte, error)

	// Split finds the first message in data. It is a bufio.SplitFunc: it returns how many bytes of
	// data it used and the message, or 0 and nil when the message is not complete yet. A stream
	// that ends inside a message is io.ErrUnexpectedEOF.
	Split(data []byte, atEOF bool) (advance int, msg []byte, err error)
}

// Lines ends each message with a newline, as people at a terminal do. A message cannot hold one.
type Lines struct{}

// Append implements Framing.
func (Lines) Append(dst, msg []byte) ([]byte, error) {
	if len(msg) > MaxMessage {
		return dst, ErrTooLarge
	}
	if bytes.IndexByte(msg, '\n') >= 0 {
		return dst, errors.New("a line cannot hold a newline")
	}
	return append(append(dst, msg...), '\n'), nil
}

// Split implements Framing.
func (Lines) Split(data []byte, atEOF bool) (advance int, msg []byte, err error) {
	end := bytes.IndexByte(data, '\n')
	switch {
	case end > MaxMessage, end < 0 && len(data) > MaxMessage:
		return 0, nil, ErrTooLarge
	case end < 0:
		return incomplete(data, atEOF)
	}
	return end + 1, data[:end], nil
}

// LengthPrefix begins each message with its length, 4 bytes in network byte order (big-endian).
// A message can hold any byte.
type LengthPrefix struct{}

const prefixLen = 4

// Append implements Framing.
func (LengthPrefix) Append(dst, msg []byte) ([]byte, error) {
	if len(msg) > MaxMessage {
		return dst, ErrTooLarge
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(msg)))
	return append(dst, msg...), nil
}

// Split implements Framing.
func (LengthPrefix) Split(data []byte, atEOF bool) (advance int, msg []byte, err error) {
	if len(data) < prefixLen {
		return incomplete(data, atEOF)
	}
	n := binary.BigEndian.Uint32(data)
	if n > MaxMessage {
		return 0, nil, fmt.Errorf("%w: a prefix of %d", ErrTooLarge, n)
	}
	end := prefixLen + int(n)
	if len(data) < end {
		return incomplete(data, atEOF)
	}
	return end, data[prefixLen:end], nil
}

// incomplete asks for more bytes, unless none will come.
func incomplete(data []byte, atEOF bool) (int, []byte, error) {
	if atEOF && len(data) > 0 {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}
