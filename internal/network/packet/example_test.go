package packet_test

import (
	"encoding/hex"
	"fmt"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// datagram is "hi" over UDP, from port 49152 of 10.0.0.2 to port 7102 of 10.0.0.1.
var datagram, _ = hex.DecodeString("4500001e00004000401126cd0a0000020a000001" + "c0001bbe000aa7af" + "6869")

func ExampleDecode() {
	p, err := packet.Decode(datagram)
	fmt.Println(err)
	fmt.Println(p.IPv4.SourceAddress, p.UDP.SourcePort, p.Headers(), string(p.Payload))
	// Output:
	// <nil>
	// 10.0.0.2 49152 28 hi
}

func ExampleCounter() {
	var c packet.Counter
	c.Add(packet.Record{Up: true, Data: datagram})
	fmt.Println(c.Total.Packets, c.Total.Bytes, c.Total.Headers, c.Total.Payload)
	// Output: 1 30 28 2
}

func ExampleLadder() {
	records := []packet.Record{
		{Up: true, Data: datagram, Arrives: 20 * time.Millisecond},
		{Time: 50 * time.Millisecond, Up: true, Data: datagram, Arrives: -1, Fate: link.Lost},
	}
	fmt.Print(packet.Ladder(records, packet.LadderOptions{ASCII: true}))
	// Output:
	//      ms client           server      ms
	//   0.000 |-- UDP ------------->|  20.000  len 2  datagram 2 B "hi"
	//  50.000 |-- UDP --------X     |          len 2  datagram 2 B "hi"
	//         |                     |          lost by the link
}

func ExampleParser() {
	p := packet.Parser{Protocol: packet.Lines}
	for _, u := range p.Feed(packet.Chunk{Data: []byte("hello\nworld\n")}) {
		fmt.Println(u, u.Framing, u.Payload)
	}
	// Output:
	// message 5 B "hello" 1 5
	// message 5 B "world" 1 5
}
