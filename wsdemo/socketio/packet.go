package socketio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// A packet is one of Socket.IO 5, as a message of Engine.IO holds it:
//
//	TYPE [ATTACHMENTS -] [NAMESPACE ,] [ID] [JSON]
//
// The namespace is left out where it is "/".
type packet struct {
	kind        byte
	attachments int     // binary messages that belong to it and come after it
	namespace   string  // "/" and so on
	id          *uint64 // an event that has one is to be acknowledged, with the same one; nil: none
	data        []byte  // JSON; nil: none
}

// These are the types of packets.
const (
	typeConnect      = '0' // to a namespace; the answer has the same type
	typeDisconnect   = '1' // from it
	typeEvent        = '2' // data: a list, the event's name and its arguments
	typeAck          = '3' // data: a list, the answer's arguments
	typeConnectError = '4'
	typeBinaryEvent  = '5' // an event in whose data there are bytes
	typeBinaryAck    = '6'
)

// maxAttachments is how many binary messages may belong to a packet. The official client and server
// end a connection on which one has more.
const maxAttachments = 10

// reserved are names that clients emit to themselves. As the name of an event from elsewhere the official
// client takes them for a broken packet, and ends its connection.
var reserved = []string{"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}

var (
	errType        = errors.New("not a packet of Socket.IO")
	errAttachments = fmt.Errorf("a packet has 1 to %d attachments, as many follow it, and each has one place", maxAttachments)
	errData        = errors.New("data of the wrong form for a packet of this type")
)

// decode reads a packet. It shares memory with b. Errors end the session, as with the official server.
func decode(b []byte) (p packet, err error) {
	if len(b) == 0 || b[0] < typeConnect || b[0] > typeBinaryAck {
		return packet{}, errType
	}
	p = packet{kind: b[0], namespace: "/"}
	b = b[1:]
	if p.kind == typeBinaryEvent || p.kind == typeBinaryAck {
		count, rest, found := bytes.Cut(b, []byte("-"))
		p.attachments, err = strconv.Atoi(string(count))
		if !found || err != nil || count[0] == '+' || p.attachments < 1 || p.attachments > maxAttachments {
			return packet{}, errAttachments
		}
		b = rest
	}
	if len(b) > 0 && b[0] == '/' {
		namespace, rest, _ := bytes.Cut(b, []byte(","))
		p.namespace, b = string(namespace), rest
	}
	digits := 0
	for digits < len(b) && '0' <= b[digits] && b[digits] <= '9' {
		digits++
	}
	if digits > 0 {
		id, err := strconv.ParseUint(string(b[:digits]), 10, 53) // as far as JavaScript can count
		if err != nil {
			return packet{}, errType
		}
		p.id = &id
	}
	if digits < len(b) {
		p.data = b[digits:]
	}
	return p, p.check()
}

// check says whether the data is what a packet of this type has.
func (p packet) check() error {
	first := byte(0)
	if len(p.data) > 0 {
		first = p.data[0]
	}
	ok := false
	switch p.kind {
	case typeConnect:
		ok = first == 0 || first == '{' && json.Valid(p.data)
	case typeDisconnect:
		ok = first == 0
	case typeConnectError:
		ok = (first == '{' || first == '"') && json.Valid(p.data)
	case typeEvent, typeBinaryEvent:
		_, _, err := p.event()
		ok = err == nil
	case typeAck, typeBinaryAck:
		ok = p.id != nil && first == '[' && json.Valid(p.data)
	}
	if !ok {
		return errData
	}
	return nil
}

// event returns the name and the arguments of an event. The arguments share memory with the packet.
func (p packet) event() (name string, args []json.RawMessage, err error) {
	if json.Unmarshal(p.data, &args) != nil || len(args) == 0 || args[0] == nil || args[0][0] != '"' {
		return "", nil, errData
	}
	if err := json.Unmarshal(args[0], &name); err != nil || slices.Contains(reserved, name) {
		return "", nil, errData
	}
	return name, args[1:], nil
}

// encode returns the packet as a message of Engine.IO.
func (p packet) encode() Packet {
	b := make([]byte, 0, 8+len(p.namespace)+len(p.data))
	b = append(b, typeMessage, p.kind)
	if p.attachments > 0 {
		b = append(strconv.AppendInt(b, int64(p.attachments), 10), '-')
	}
	if p.namespace != "/" && p.namespace != "" {
		b = append(append(b, p.namespace...), ',')
	}
	if p.id != nil {
		b = strconv.AppendUint(b, *p.id, 10)
	}
	return Packet{Data: append(b, p.data...)}
}

// array returns values, each of them JSON, as a list.
func array(values ...[]byte) []byte {
	b := append([]byte{'['}, bytes.Join(values, []byte{','})...)
	return append(b, ']')
}
