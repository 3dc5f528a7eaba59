// Package lab is a network inside the program: hosts with a TCP/IP stack of their own (packages tcp and udp),
// joined by an emulated link (package link) that delays, loses and reorders packets. It needs no root and
// runs anywhere Go does.
//
// A [Net] is a star: one server, some clients, and between them the link, one direction of it up to
// the server and one down to the clients. Each host is a netx.Network, so that servers and clients
// are the same as on real sockets.
//
// Virtual time. Inside [Virtual] the clock moves only when every goroutine waits, and then jumps to the next
// moment at which something happens: a minute of experiment takes a fraction of a second. With the same seed,
// every run is the same on any machine. Outside [Virtual], a Net runs in real time.
//
// How near this is to a real kernel: TCP is package tcp's, which does what Linux does as far as it can be seen from
// outside; FIDELITY.md says how near its figures are, and what not to conclude from the lab.
package lab
