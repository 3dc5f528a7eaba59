package wsdemo

import (
	"github.com/gorilla/websocket"

	"wirelab/internal/room/event"
)

// decode reads a request. A binary message is none, whatever it holds.
func decode(kind int, msg []byte) (event.Request, error) {
	if kind != websocket.TextMessage {
		return event.Request{}, &event.Error{Code: event.Malformed, Reason: "a binary message; requests are text"}
	}
	return event.DecodeRequest(msg)
}
