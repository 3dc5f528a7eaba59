// Package packet reads what the link carried: IP packets, what is in them, and what they cost.
//
// From the wire upwards, each step is a file or two:
//
//	Record               a packet as it entered the link, and what became of it
//	Decode               IPv4, and in it TCP, UDP or ICMP (ipv4.go, tcp.go, udp.go, icmp.go)
//	Stream               one direction of a TCP connection, back in order (stream.go)
//	Parser               the messages in a stream: length-prefixed, lines or WebSocket (parser.go)
//	DecodeHead, DecodeFrame  WebSocket's opening handshake and frames (head.go, frame.go)
//
// A Tracker takes all of these steps for each connection. On it stand the bytes that a transport costs
// (Counter) and how long messages waited for bytes in front of them (Receiver).
//
// Packages beside this one show what it has read: ladder draws the packets of a conversation, layers one
// message layer by layer, and pcapng writes files for Wireshark.
//
// Nothing here trusts what it reads: every decoder takes any bytes, never panics, and holds a bounded
// amount of memory.
package packet
