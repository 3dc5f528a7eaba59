// Package plot makes pictures of what a run has found: [HowLate], [Messages] and [Closer] of messages, [WhereBytesGo]
// of packets, [Window] of a transfer, [WhoHeard] of a room, [WhoWorked] of a queue, and [OfSweep]. [AbsentFrom] says why one of
// them is not there. A [Gatherer] keeps of the samples what these
// need. Package picture draws them.
package plot
