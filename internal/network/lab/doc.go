// Package lab is a network inside the program: hosts with a TCP/IP stack of their own (gVisor's
// netstack), joined by an emulated link (package link) that delays, loses and reorders packets. It
// needs no root and runs anywhere Go does.
//
// A [Net] is a star: one server, some clients, and between them the link, one direction of it up to
// the server and one down to the clients. Each host is a netx.Network, so that servers and clients
// are the same as on real sockets.
//
// Virtual time. Inside [Virtual] the clock moves only when every goroutine waits, and then jumps to the next
// moment at which something happens: a minute of experiment takes a fraction of a second. With the same seed,
// every run is the same on any machine. Outside [Virtual], a Net runs in real time.
//
// How near this is to a real kernel: netstack's TCP has SACK, RACK and CUBIC as Linux has, but other
// habits. Four things mend them: Linux's rules for acknowledging (acks.go), Linux's minimum
// retransmission timeout (net.go), probes for a lost tail that do not wait until the other side falls
// silent (probes.go), and a clock that never shows the same time twice, without which bursts are taken
// for losses (clock.go). Sound are response times at up to 50 messages a second under independent
// loss, jitter, reordering and narrow links. Not to be concluded from the lab: tails under bursty loss,
// how long bulk transfers take, at which load a link saturates, and how long a lost SYN costs.
//
// Beside netstack there is package tcp, which does more nearly what Linux does. Config.Stacks has hosts use it for
// TCP, in tests and comparisons.
package lab
