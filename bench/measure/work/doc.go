// Package work carries out a trial with a queue: a producer puts events into a room, a consumer takes them out and works on
// them, and one of them or the server crashes meanwhile. It notes how often the work of each event was done.
//
// Producer and consumer are each one goroutine with all its state, which waits for what comes, for what is due and for a
// tick. Package worker has such clients for people; these here do not wait for one answer before they ask for the next thing,
// and their times scale with the link.
package work
