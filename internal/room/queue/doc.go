// Package queue makes a room's events work: what a producer emits is handed to one consumer, which says when it has
// done it. What is not done in time is handed out again, to the same consumer or to another one (redelivery), and what was
// handed out too often becomes a dead letter.
//
// A Queue has a durable name. Consumers that share the name are competing consumers: each event goes to one of them.
// Queues of different names know nothing of each other: each gets every event.
//
//	  Add            Next            Finish             Kept
//	------> waiting -----> delivered -------> finishing -----> gone
//	           ^               |                  |
//	           +---------------+------------------+
//	            Again, Expire, Unsubscribe   NotKept
//
// That an event is done is written to a journal, where there is one, before the consumer is told so (hub). A server that
// is killed in between hands the event out again. So every event is done at least once, and a consumer for which
// twice is wrong remembers what it has done.
//
// A Queue does no I/O, has no goroutine, and is told what time it is.
package queue
