// Package trial has what trials of all loads share. A [Trial] is one under way on one transport: it sends each
// message when it is due, whatever comes back (an open loop), and waits for what is still to come. A [Format] marks
// its messages and knows them again.
//
// A load decides what is sent to which server, and notes what becomes of it: see the packages echo and room beside
// this one.
package trial
