// Package plot makes pictures of what a run has found: [HowLate], [Messages] and [Closer] of messages, [WhereBytesGo]
// of packets, [Window] of a transfer, [WhoHeard] of a room, [WhoWorked] of a queue, and [OfSweep]. [AbsentFrom] says why one of
// them is not there. [Over], [OverSweeps] and [Transfers] lay several runs over one another, and [Guarantees] those of a queue with
// each of its guarantees. A [Gatherer] keeps of the samples what pictures need. Package picture draws them.
package plot
