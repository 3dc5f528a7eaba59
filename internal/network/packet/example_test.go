package packet_test

import (
	"encoding/hex"
	"fmt"

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

func ExampleParser() {
	p := packet.Parser{Protocol: packet.Lines}
	for _, u := range p.Feed(packet.Chunk{Data: []byte("hello\nworld\n")}) {
		fmt.Println(u, u.Framing, u.Payload)
	}
	// Output:
	// message 5 B "hello" 1 5
	// message 5 B "world" 1 5
}
