// Package link decides what becomes of each packet on one direction of an emulated link. It moves no
// packets and has no clock: it is told when a packet comes, and says whether and when it arrives.
// Whoever asks holds the packet until then.
//
// A packet passes these, in this order:
//
//	queue and bandwidth -> delay and jitter, in order -> loss -> reordering -> duplication
//
// What comes later takes nothing back: a packet that is lost was sent all the same and has used its
// share of the bandwidth, and a packet that is held back makes no other wait. So loss, reordering or
// duplication can be turned on without changing when any other packet arrives.
//
// # The same fates for all transports
//
// The random numbers of a packet depend on the seed, the direction, who talks to whom (Flow) and how
// many packets of that flow came before. They depend on nothing else: not on the transport, the size,
// the time or other flows. So the 7th packet from a client to its server is lost for UDP if it is
// lost for TCP, and a comparison of the two is a paired one. Each packet takes equally many numbers,
// whether they are needed or not: otherwise one setting would reshuffle all the others.
//
// Jitter is a function of time (see wander): seeded by the same things, but for the count of packets. So it
// does not depend on how much is sent, and two transports that send at one moment meet the same delay.
//
// Only a full queue depends on more, as it must: on what was sent, when, by all flows together.
package link
