// Package packet reads what the link carried: IP packets, what is in them, what they cost, and how to
// show them.
//
// From the wire upwards, each step is a file or two:
//
//	Record               a packet as it entered the link, and what became of it
//	Decode               IPv4, and in it TCP, UDP or ICMP (ipv4.go, tcp.go, udp.go, icmp.go)
//	Stream               one direction of a TCP connection, back in order (stream.go)
//	Parser               the messages in a stream: length-prefixed, lines or WebSocket (parser.go)
//	DecodeHead, DecodeFrame  WebSocket's opening handshake and frames (head.go, frame.go)
//
// On these stand the bytes that a transport costs (Counter), how long messages waited for bytes in
// front of them (Receive), files for Wireshark (WritePcap), the ladder diagram (Ladder, LadderSVG),
// and one message layer by layer (Layers).
//
// Nothing here trusts what it reads: every decoder takes any bytes, never panics, and holds a bounded
// amount of memory.
package packet
