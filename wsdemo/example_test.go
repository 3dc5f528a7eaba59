package wsdemo_test

import (
	"context"
	"fmt"
	"log"
	"net"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/wsdemo"
)

func ExampleDial() {
	ctx, stop := context.WithCancel(context.Background())
	nw := &netx.Host{}
	ln, err := nw.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- new(wsdemo.EchoServer).Serve(ctx, ln) }()

	conn, err := wsdemo.Dial(ctx, nw, ln.Addr().String(), wsdemo.Text)
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, wsdemo.MaxMessage)
	for _, msg := range []string{"one", "two\nlines", ""} {
		if err := conn.Send([]byte(msg)); err != nil {
			log.Fatal(err)
		}
		n, err := conn.Recv(buf)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%q\n", buf[:n])
	}
	conn.Close()

	stop()
	fmt.Println("Serve returned", <-served)
	// Output:
	// "one"
	// "two\nlines"
	// ""
	// Serve returned <nil>
}

// Each message comes back by itself, and of the kind that it was sent as. The client need not be
// ours: here it is gorilla/websocket's, and it could be a browser.
func ExampleEchoServer() {
	ctx, stop := context.WithCancel(context.Background())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := &wsdemo.EchoServer{
		OnError: func(peer net.Addr, err error) { log.Print(peer, ": ", err) },
	}
	served := make(chan error)
	go func() { served <- server.Serve(ctx, ln) }()

	url := "ws://" + ln.Addr().String() + wsdemo.Path
	conn, _, err := websocket.DefaultDialer.DialContext(ctx, url, nil)
	if err != nil {
		log.Fatal(err)
	}
	conn.WriteMessage(websocket.TextMessage, []byte("one"))
	conn.WriteMessage(websocket.BinaryMessage, []byte("two"))
	for range 2 {
		kind, msg, err := conn.ReadMessage()
		fmt.Println(kind == websocket.TextMessage, string(msg), err)
	}
	done := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "done")
	conn.WriteMessage(websocket.CloseMessage, done)
	_, _, err = conn.ReadMessage()
	fmt.Println(err)
	conn.Close()

	stop()
	fmt.Println("Serve returned", <-served)
	// Output:
	// true one <nil>
	// false two <nil>
	// websocket: close 1000 (normal)
	// Serve returned <nil>
}
