package event_test

import (
	"fmt"

	"wirelab/internal/room/event"
)

func Example() {
	request := event.Request{
		Type: event.TypeEmit, ID: new(uint64(7)),
		Room: "blue", Event: event.EventMessage, Data: event.Quote("hi"),
	}
	fmt.Printf("client: %s", request.Line())
	ack := event.Ack{ID: request.ID, Room: request.Room, Offset: 812}
	fmt.Printf("server: %s", ack.Line())
	// Output:
	// client: {"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}
	// server: {"type":"ack","id":7,"room":"blue","offset":812}
}

func ExampleDecodeRequest() {
	_, err := event.DecodeRequest([]byte(`{"type":"join","room":"no spaces, please","id":7}`))
	fmt.Println(err)
	fmt.Printf("%s", err.(*event.Error).Line())
	// Output:
	// bad-room: room: 1 to 64 of A-Z a-z 0-9 . _ -
	// {"type":"error","code":"bad-room","reason":"room: 1 to 64 of A-Z a-z 0-9 . _ -","id":7}
}

func ExampleDecodeReply() {
	reply, err := event.DecodeReply([]byte(`{"type":"head","room":"blue","epoch":"k3f9","offset":812}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	switch reply := reply.(type) {
	case event.Head:
		fmt.Println("the last event in", reply.Room, "is", reply.Offset)
	case event.Event:
		fmt.Println(reply.From, "did", reply.Event)
	}
	// Output: the last event in blue is 812
}

func ExampleParsePlain() {
	for _, line := range []string{"/join blue ada", "good morning"} {
		request, err := event.ParsePlain(line)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if request.Room == "" {
			request.Room = "blue" // where the person is
		}
		fmt.Printf("%s", request.Line())
	}
	// Output:
	// {"type":"join","room":"blue","name":"ada"}
	// {"type":"emit","room":"blue","event":"message","data":"good morning"}
}

func ExamplePlain() {
	fmt.Println(event.Plain(event.Event{
		Room: "blue", Offset: 9, From: "eve", Event: event.EventMessage, Data: event.Quote("\x1b[2J gone?"),
	}))
	fmt.Println(event.Plain(event.Gap{Room: "blue", From: 1, To: 840, Epoch: "k3f9"}))
	// Output:
	// eve: \u001b[2J gone?
	// * missed events 1 to 840 in blue
}
