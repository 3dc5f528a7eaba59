package socketio

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// Bytes in the arguments of an event do not travel as JSON. In their place in the JSON is a placeholder,
// and they follow as binary messages, in this order:
//
//	51-["file",{"_placeholder":true,"num":0}]
//
// What is said in the rooms is JSON on all transports, so there they are marked, as base64. A member who
// speaks Socket.IO gets them as bytes again:
//
//	{"_binary":"AQIDBA=="}
//
// Both are found in JSON without spaces. There they cannot be within a string, where each quotation mark
// has a backslash before it.
var (
	placeholder = regexp.MustCompile(`\{"_placeholder":true,"num":(\d{1,3})\}|\{"num":(\d{1,3}),"_placeholder":true\}`)
	binaryValue = regexp.MustCompile(`\{"_binary":"([A-Za-z0-9+/]*={0,2})"\}`)
)

// join puts the attachments into the packet's data, each marked in its place. Each has one place at most.
func (p *packet) join(attachments [][]byte) error {
	var compact bytes.Buffer
	if err := json.Compact(&compact, p.data); err != nil {
		return errData
	}
	wrong, used := false, make([]bool, len(attachments)) // two for one attachment could make a large packet of a small one
	p.data = placeholder.ReplaceAllFunc(compact.Bytes(), func(found []byte) []byte {
		groups := placeholder.FindSubmatch(found)
		n, _ := strconv.Atoi(string(append(groups[1], groups[2]...))) // one of them is empty
		if n >= len(attachments) || used[n] {
			wrong = true
			return found
		}
		used[n] = true
		return mark64(attachments[n])
	})
	if wrong {
		return errAttachments
	}
	p.kind -= typeBinaryEvent - typeEvent
	p.attachments = 0
	return nil
}

// mark64 marks bytes in JSON.
func mark64(b []byte) []byte {
	return fmt.Appendf(nil, `{"_binary":"%s"}`, base64.StdEncoding.EncodeToString(b))
}

// bytesIn returns the bytes that an argument is, if it is that.
func bytesIn(arg []byte) ([]byte, bool) {
	found := binaryValue.FindSubmatch(arg)
	if found == nil || len(found[0]) != len(arg) {
		return nil, false
	}
	b, err := base64.StdEncoding.DecodeString(string(found[1]))
	return b, err == nil
}

// split takes what is marked as bytes out of the packet's data, and returns the packet with the attachments
// after it. A packet in which there is nothing of this kind, or too much, or something that would be taken for a
// placeholder, stays as it is.
func (p packet) split() []Packet {
	if !bytes.Contains(p.data, []byte(`{"_binary":"`)) || saysPlaceholder(p.data) {
		return []Packet{p.encode()}
	}
	packets := []Packet{{}}
	data := binaryValue.ReplaceAllFunc(p.data, func(found []byte) []byte {
		value, err := base64.StdEncoding.DecodeString(string(binaryValue.FindSubmatch(found)[1]))
		if err != nil {
			return found
		}
		packets = append(packets, Packet{Binary: true, Data: value})
		return fmt.Appendf(nil, `{"_placeholder":true,"num":%d}`, len(packets)-2)
	})
	count := len(packets) - 1
	if count == 0 || count > maxAttachments {
		return []Packet{p.encode()}
	}
	p.kind += typeBinaryEvent - typeEvent
	p.attachments, p.data = count, data
	packets[0] = p.encode()
	return packets
}

// saysPlaceholder says whether the name of a placeholder is anywhere in JSON, in whatever way it is written. A
// placeholder without its attachment would end the connection of everybody who gets it.
func saysPlaceholder(b []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(b))
	for {
		switch token, err := decoder.Token(); {
		case err != nil:
			return err != io.EOF
		case token == "_placeholder":
			return true
		}
	}
}
