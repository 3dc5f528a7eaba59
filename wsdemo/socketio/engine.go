package socketio

import (
	"bytes"
	"encoding/base64"
	"errors"
	"iter"
	"unicode/utf8"
)

// A Packet is a packet of Engine.IO 4 as it is sent in a WebSocket message: text that begins with the
// packet's type, or the bytes of a binary message, which has no type before it.
type Packet struct {
	Binary bool
	Data   []byte
}

// These are the types of packets.
const (
	typeOpen    = '0' // the server's first: who the client is from now on
	typeClose   = '1' // the session ends
	typePing    = '2' // the server asks; and the client, when it tries a WebSocket out
	typePong    = '3' // the answer
	typeMessage = '4' // what the session is for
	typeUpgrade = '5' // the client has gone over to the WebSocket
	typeNoop    = '6' // nothing: it ends a poll
)

// These packets are always the same.
var (
	closing = Packet{Data: []byte{typeClose}}
	ping    = Packet{Data: []byte{typePing}}
	noop    = Packet{Data: []byte{typeNoop}}
)

var (
	errPacket = errors.New("not a packet of Engine.IO")
	errUTF8   = errors.New("text is not UTF-8")
)

// kind returns the packet's type.
func (p Packet) kind() byte {
	if p.Binary {
		return typeMessage
	}
	return p.Data[0]
}

// body returns what comes after the type.
func (p Packet) body() []byte {
	if p.Binary {
		return p.Data
	}
	return p.Data[1:]
}

// check says whether a text packet begins with a type.
func (p Packet) check() error {
	if !p.Binary && (len(p.Data) == 0 || p.Data[0] < typeOpen || p.Data[0] > typeNoop) {
		return errPacket
	}
	return nil
}

// separator stands between the packets of a payload: in text it is always written as \u001e.
const separator = 0x1e

// binaryMark stands before the bytes of a binary packet in a payload, which are base64 there.
const binaryMark = 'b'

// appendPayload appends packets as the body of an HTTP request or answer.
func appendPayload(b []byte, packets []Packet) []byte {
	for i, p := range packets {
		if i > 0 {
			b = append(b, separator)
		}
		if p.Binary {
			b = base64.StdEncoding.AppendEncode(append(b, binaryMark), p.Data)
		} else {
			b = append(b, p.Data...)
		}
	}
	return b
}

// payload goes through the packets of an HTTP body, up to the first that is none. Text packets share
// memory with b.
func payload(b []byte) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		if !utf8.Valid(b) {
			yield(Packet{}, errUTF8)
			return
		}
		for one := range bytes.SplitSeq(b, []byte{separator}) {
			p, err := decodeText(one)
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// decodeText reads a packet that is text: of a payload, or in a message of a WebSocket.
func decodeText(b []byte) (Packet, error) {
	if len(b) > 0 && b[0] == binaryMark {
		data, err := base64.StdEncoding.DecodeString(string(b[1:]))
		if err != nil {
			return Packet{}, errPacket
		}
		return Packet{Binary: true, Data: data}, nil
	}
	p := Packet{Data: b}
	return p, p.check()
}
