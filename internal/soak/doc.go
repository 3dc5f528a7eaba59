// Package soak is a test of a durable queue whose server is killed again and again. It holds no code but that of the test:
//
//	go test -v ./internal/soak                3 s, which is two kills or three
//	go test -v ./internal/soak -soak 10m      10 minutes
//
// # What happens
//
// The test starts "wirelab serve broadcast --durable" in a process of its own, kills it every few seconds as kill -9 does, and
// starts it again with the same file and the same ports. Meanwhile a producer on each transport puts events into one room,
// a few dozen a second, and consumers on each transport take them out: three that share one queue, and three with a queue
// each. They are what wirelab queue put and wirelab queue take use (package worker). Now and then a consumer gives an event
// back, or ends in the middle of its work and comes back as another one. There are events that one queue, of which each
// event is tried twice, never does: they become dead letters.
//
// # What must hold
//
// In the end the producers stop, and the consumers go on until nothing is left: those over UDP who have nothing to say need
// about 8 s to notice that the server is another one. Then the file is read, and:
//
//   - Each event that was acknowledged is in the room once, at the offset that the acknowledgement gave.
//   - Each of them has been delivered to each queue, and is done there or, where nobody does it, a dead letter.
//   - No event is delivered to a queue after the server has acknowledged that it is done there.
package soak
