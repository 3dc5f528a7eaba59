// Package udp is UDP that can be read, with as much of IP and ICMP below it as it takes. A [Host] has an address and ports, takes IPv4
// packets that arrive for it, and hands out those that leave; its sockets are [Conn], as package net has them.
//
// From RFCs to files:
//
//	RFC 768                datagrams and their checksum              datagram.go
//	RFC 791 section 3.2    a datagram larger than the MTU leaves     datagram.go
//	                       in fragments, and is put together again   fragments.go
//	RFC 792                what cannot be delivered is reported      icmp.go
//	RFC 1122 section 4.1   what of that the program is told          icmp.go
//	RFC 6056               ports                                     ../tcp/socket/host.go
//
// Where these leave a choice, it is Linux's. There is no multicast, and no path MTU discovery: all hosts here share one MTU.
package udp
