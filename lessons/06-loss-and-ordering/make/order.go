//go:build !solution

// Package order puts messages that came out of order back into order, and does not wait for ever.
package order

import "time"

// A Buffer stands between the network and the program. Messages are numbered from 1 by their sender.
type Buffer struct {
	// Wait is how long a message is kept back for those before it. A long time makes it like TCP: nothing
	// is skipped, and much comes late. Zero makes it like a game that wants the newest: nothing is
	// kept back, and what comes too late is dropped.
	Wait time.Duration

	// YOUR TASK: what has it to remember? (A map from number to message and time will do, and one number.)
}

// Arrive takes a message that has come at the time now, and returns the messages that are handed to the
// program now, in order:
//
//   - A message whose predecessors have all been handed on, or given up, is handed on at once, and with it
//     those behind it that have been waiting for just this one.
//   - Any other is kept back.
//   - A message that has come before, or that has been given up, is dropped.
//
// At the end it does what Tick does, in any case, and what Tick hands on comes behind.
//
// YOUR TASK: write it.
func (b *Buffer) Arrive(now time.Duration, number int, message string) []string {
	return nil
}

// Tick is called now and then, at least once after each message's Wait is over. When a message has been
// kept back for Wait or longer, those before it that have not come are given up: it is handed on, and so
// are those before it that have come, and those behind it until the next that is missing.
//
// YOUR TASK: write this one, too.
func (b *Buffer) Tick(now time.Duration) []string {
	return nil
}
