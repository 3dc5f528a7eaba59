// Package measure carries plans out: [Run] one, [RunSweep] several.
//
// It sends at a steady rate, whatever comes back (an open loop), and notes of each message when it
// was due, when it was sent, when the server had it and when its echo came. It does so on this
// machine's own sockets, on an emulated link in virtual time, or on that link between Linux's own
// TCP/IP stacks.
package measure
