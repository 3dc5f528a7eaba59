// Package link decides what happens to each packet in one direction of an emulated link. It moves no packets
// and has no clock: the caller says when a packet enters, and link says whether and when it arrives. The
// caller keeps the packet until then.
//
// A packet passes these stages in order:
//
//	queue and bandwidth -> delay and jitter, in order -> loss -> reordering -> duplication
//
// A later stage does not undo an earlier one: a lost packet has still used its share of the bandwidth, and a
// packet that is held back makes no other packet wait. So loss, reordering or duplication can be turned on
// without changing when any other packet arrives.
//
// # The same fates for all transports
//
// The random numbers of a packet depend on the seed, the direction, the two hosts (Flow) and the number of
// earlier packets of that flow. They depend on nothing else: not on the transport, the size, the time or
// other flows. So if the 7th packet from a client to its server is lost over TCP, it is also lost over UDP,
// and the two can be compared in pairs. Each packet draws the same number of random numbers, needed or not:
// otherwise one setting would change the outcome of all the others.
//
// Jitter is a function of time (see wander): seeded by the same things, but for the count of packets. So it
// does not depend on how much is sent, and two transports that send at one moment meet the same delay.
//
// Only a full queue depends on more, as it must: on when all flows together have sent how much.
package link
