package stream_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal/stream"
)

// Two servers have the same rooms: what bob says at one of them, ada hears at the other.
func Example() {
	dir, _ := os.MkdirTemp("", "nats")
	defer os.RemoveAll(dir)
	nats, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: dir, NoLog: true, NoSigs: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	nats.Start()
	defer nats.WaitForShutdown()
	defer nats.Shutdown()
	nats.ReadyForConnections(time.Minute)

	open := func() (*hub.Hub, *stream.Stream) {
		s, err := stream.Open(context.Background(), []string{nats.ClientURL()}, stream.Options{})
		if err != nil {
			panic(err)
		}
		h := &hub.Hub{Shared: s}
		if err := h.Restore(); err != nil {
			panic(err)
		}
		return h, s
	}
	one, first := open()
	defer first.Close()
	two, second := open()
	defer second.Close()

	heard := make(chan string, 10)
	ada, stop := one.Pump(netip.Addr{}, "tcp", func(batch []*hub.Message, err error) {
		for _, msg := range batch {
			heard <- string(msg.Plain())
		}
	})
	defer stop()
	ada.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"})
	fmt.Print(<-heard)
	bob := two.Connect(netip.Addr{}, "ws", nil)
	bob.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "bob"})
	bob.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: event.EventMessage, Data: event.Quote("hi")})
	fmt.Print(<-heard, <-heard)
	two.Settle()
	// Output:
	// * you are ada in blue
	// * bob (ws) joined blue
	// bob (ws): hi
}
