package tcpdemo_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"

	"wirelab/internal/network/netx"
	"wirelab/tcpdemo"
)

func ExampleDial() {
	ctx, stop := context.WithCancel(context.Background())
	nw := &netx.Host{}
	ln, err := nw.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- new(tcpdemo.EchoServer).Serve(ctx, ln) }()

	conn, err := tcpdemo.Dial(ctx, nw, ln.Addr().String(), tcpdemo.LengthPrefix{})
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, tcpdemo.MaxMessage)
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

// The server knows nothing of messages. Without a framing, two writes may come back in one read.
func ExampleEchoServer() {
	ctx, stop := context.WithCancel(context.Background())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := &tcpdemo.EchoServer{
		OnError: func(peer net.Addr, err error) { log.Print(peer, ": ", err) },
	}
	served := make(chan error)
	go func() { served <- server.Serve(ctx, ln) }()

	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(conn, "one", "two")
	conn.(*net.TCPConn).CloseWrite() // no more will follow: the server ends the connection too
	echo, err := io.ReadAll(conn)
	fmt.Printf("%q %v\n", echo, err)
	conn.Close()

	stop()
	fmt.Println("Serve returned", <-served)
	// Output:
	// "onetwo" <nil>
	// Serve returned <nil>
}
