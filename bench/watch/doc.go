// Package watch shows a trial packet by packet and message by message, with one zero of time for both: when the first
// message was due.
//
//	watch.go     Run carries the first trial of a plan out on each transport, and cuts it short
//	lane.go      what happened on one of them: packets and messages
//	carrying.go  which messages a packet carries, and of which layers its bytes are
//	complete.go  when a message lay complete in the receiving host
//	why.go       why the transports lose different messages
//
// What it returns is written as JSON for the page that draws it.
package watch
