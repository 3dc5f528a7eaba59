// Package trial has what is alike in trials of all loads. A [Trial] is one under way on one transport: it sends each
// message when it is due, whatever comes back (an open loop), and waits for what is still to come. A
// [Format] marks its messages and knows them again.
//
// What is sent to which server, and what becomes of it, is a load's: the packages echo and room beside this
// one.
package trial
