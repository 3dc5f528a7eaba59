// Package worker has the clients of a room that is a queue: a Producer puts work in, a Consumer takes it out, does it, and
// says so, and a Watcher hears of all that. They come back by themselves when the connection fails (package reconnect).
//
//	link.go       from one connection to the next; a question and its answer
//	put.go        Producer
//	take.go       Consumer
//	watch.go      Watcher
//	guarantee.go  how often an event is done when something fails
//	ledger.go     what a consumer has done, in a file
//
// Over UDP requests and answers may get lost. A request is made again until it is answered: that a server knows an emit
// which is made again (session and id), and refuses a done that it has heard before, makes that safe. A delivery that gets
// lost is not asked for: the server delivers it again.
package worker
