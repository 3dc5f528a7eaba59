// Package measure carries plans out: [Run] one, [RunSweep] several, [RunTrial] a single trial.
//
// It decides which trial comes when, and where: on this machine's own sockets, on an emulated link in virtual
// time, or on that link between Linux's own TCP/IP stacks. It starts the servers, sums each trial up, and
// keeps what failed.
//
// What happens within a trial is in the packages below this one. Package place has the networks, and counts
// packets. Package trial sends at a steady rate, whatever comes back (an open loop). Packages echo and room are
// the loads: they note of each message when it was due, when it was sent, when the server had it and when it
// came back, or to whom.
package measure
