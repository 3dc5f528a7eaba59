package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// TestServeEchoMessages: the options say how large a message may be, and whether it may be compressed.
func TestServeEchoMessages(t *testing.T) {
	for _, test := range []struct {
		options     []string
		largest     int
		compression bool
	}{
		{nil, 1 << 20, false},
		{[]string{"--max-message", "10B"}, 10, false},
		{[]string{"--compress"}, 1 << 20, true},
		{[]string{"--max-message", "16MiB", "--compress"}, 16 << 20, true},
	} {
		t.Run(strings.Join(test.options, " "), func(t *testing.T) {
			addr := serveWS(t, "echo", test.options...)
			for _, ask := range []bool{false, true} {
				dialer := websocket.Dialer{EnableCompression: ask}
				conn, response, err := dialer.Dial("ws://"+addr+"/ws", nil)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if agreed := response.Header.Get("Sec-WebSocket-Extensions") != ""; agreed != (ask && test.compression) {
					t.Errorf("asked for compression: %v; agreed: %v", ask, agreed)
				}
				msg := strings.Repeat("x", test.largest)
				var writing sync.WaitGroup
				writing.Go(func() { conn.WriteMessage(websocket.TextMessage, []byte(msg)) })
				if _, got, err := conn.ReadMessage(); err != nil || string(got) != msg {
					t.Errorf("got %d bytes, %v, want %d", len(got), err, len(msg))
				}
				writing.Wait()
				go conn.WriteMessage(websocket.TextMessage, []byte(msg+"x"))
				if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) {
					t.Errorf("after one byte more: %v, want code %d", err, websocket.CloseMessageTooBig)
				}
			}
		})
	}
}
