// Package clock has the time of a measurement on the machine itself: [New] is a clock that is fine enough for
// round trips on loopback, a [Pacer] waits for a moment on it, and [WatchPauses] tells when the program did
// not run. A lab has a clock of its own, and needs none of these but [NewVirtualPacer].
package clock
