// Package socket makes connections of package tcp usable as net.Conn: a [Host] has an address and ports,
// takes IPv4 packets that arrive for it, and hands out those that leave. It adds to package tcp what
// that has not: a clock, goroutines that wait, locks, and which connection a packet is for.
//
// Errors are those of package net, with the errno that a kernel gives: ECONNREFUSED, ECONNRESET, EPIPE,
// ETIMEDOUT, EADDRINUSE.
package socket
