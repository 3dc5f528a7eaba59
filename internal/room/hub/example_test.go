package hub_test

import (
	"fmt"
	"net/netip"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// Two members, and no network: what a server reads goes into Handle, and what it is to write comes
// out of Take.
func Example() {
	h := &hub.Hub{NewEpoch: func() string { return "k3f9" }}
	ada, eve := h.Connect(netip.Addr{}, "tcp", nil), h.Connect(netip.Addr{}, "udp", nil)
	defer ada.Close()
	defer eve.Close()

	ada.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"})
	eve.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "eve"})
	eve.Handle(event.Request{
		Type: event.TypeEmit, Room: "blue", Event: event.EventMessage, Data: event.Quote("hi"),
	})
	for _, m := range []*hub.Member{ada, eve} {
		queued, err := m.Take(nil)
		for _, msg := range queued {
			fmt.Printf("%s", msg.Line())
		}
		fmt.Println(err)
	}
	// Output:
	// {"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}
	// {"type":"event","room":"blue","offset":2,"from":"eve","event":"join","transport":"udp"}
	// {"type":"event","room":"blue","offset":3,"from":"eve","event":"message","data":"hi"}
	// <nil>
	// {"type":"joined","room":"blue","epoch":"k3f9","offset":2,"member":"eve"}
	// {"type":"ack","room":"blue","offset":3}
	// {"type":"event","room":"blue","offset":3,"from":"eve","event":"message","data":"hi"}
	// <nil>
}

// A member that does not take its messages is cut off. It comes back with the offset of the last
// event that it has seen, and misses nothing.
func ExampleMember_Take() {
	h := &hub.Hub{QueueMessages: 2, NewEpoch: func() string { return "k3f9" }}
	join := event.Request{Type: event.TypeJoin, Room: "blue", Name: "eve"}
	show := func(m *hub.Member) {
		queued, err := m.Take(nil)
		for _, msg := range queued {
			fmt.Printf("%s", msg.Plain())
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	eve, ada := h.Connect(netip.Addr{}, "", nil), h.Connect(netip.Addr{}, "", nil)
	eve.Handle(join)
	show(eve)
	ada.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"})
	for _, text := range []string{"one", "two"} {
		ada.Handle(event.Request{
			Type: event.TypeEmit, Room: "blue", Event: event.EventMessage,
			Data: event.Quote(text), Self: new(false),
		})
		ada.Take(nil)
	}
	show(eve)
	eve.Close()

	eve = h.Connect(netip.Addr{}, "", nil)
	join.Epoch, join.Offset = "k3f9", 1
	eve.Handle(join)
	show(eve)
	// Output:
	// * you are eve in blue
	// ! the queue of messages for you is full
	// hub: the member did not take its messages
	// * you are eve in blue
	// * ada joined blue
	// ada: one
	// ada: two
	// * eve left blue
}

func ExampleMessage_Form() {
	h := &hub.Hub{NewEpoch: func() string { return "k3f9" }}
	m := h.Connect(netip.Addr{}, "", nil)
	m.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
	queued, _ := m.Take(nil)
	frame := queued[0].Form(hub.Frame, func(msg *hub.Message) []byte {
		json := msg.JSON()
		return append([]byte{0x81, byte(len(json))}, json...) // a short unmasked text frame
	})
	fmt.Printf("%x %s\n", frame[:2], frame[2:])
	// Output: 814a {"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"guest"}
}

func ExamplePolicy() {
	var p hub.Policy
	fmt.Println(p)
	fmt.Println(p.UnmarshalText([]byte("drop-oldest")), p)
	// Output:
	// disconnect
	// <nil> drop-oldest
}

func ExampleHub_Stats() {
	h := &hub.Hub{}
	ada := h.Connect(netip.Addr{}, "", nil)
	ada.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
	ada.Close()
	stats := h.Stats()
	fmt.Println(stats.Published, "events in", stats.Rooms, "room with", stats.Members, "members")
	// Output: 2 events in 1 room with 0 members
}
