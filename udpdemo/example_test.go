package udpdemo_test

import (
	"context"
	"fmt"
	"log"
	"net"

	"wirelab/internal/network/netx"
	"wirelab/udpdemo"
)

func ExampleDial() {
	ctx, stop := context.WithCancel(context.Background())
	nw := &netx.Host{}
	pc, err := nw.ListenPacket(ctx, "udp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- new(udpdemo.EchoServer).Serve(ctx, pc) }()

	conn, err := udpdemo.Dial(ctx, nw, pc.LocalAddr().String())
	if err != nil {
		log.Fatal(err)
	}
	buf := make([]byte, udpdemo.MaxMessage)
	for _, msg := range []string{"one", "two\nlines", ""} {
		if err := conn.Send([]byte(msg)); err != nil {
			log.Fatal(err)
		}
		n, err := conn.Recv(buf) // on a network that loses datagrams it might wait for ever
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

// Each datagram comes back by itself: two writes are two reads.
func ExampleEchoServer() {
	ctx, stop := context.WithCancel(context.Background())
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := &udpdemo.EchoServer{
		OnError: func(peer net.Addr, err error) { log.Print(peer, ": ", err) },
	}
	served := make(chan error)
	go func() { served <- server.Serve(ctx, pc) }()

	conn, err := net.Dial("udp", pc.LocalAddr().String())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprint(conn, "one")
	fmt.Fprint(conn, "two")
	buf := make([]byte, 100)
	for range 2 {
		n, err := conn.Read(buf)
		fmt.Printf("%q %v\n", buf[:n], err)
	}
	conn.Close()

	stop()
	fmt.Println("Serve returned", <-served)
	// Output:
	// "one" <nil>
	// "two" <nil>
	// Serve returned <nil>
}
