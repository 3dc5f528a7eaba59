// Package worker has the two clients of a room that is a queue: a Producer puts work in, a Consumer takes it out, does it, and
// says so. Both come back by themselves when the connection fails.
//
// Over UDP requests and answers may get lost. A request is made again until it is answered: that a server knows an emit
// which is made again (session and id), and refuses a done that it has heard before, makes that safe. A delivery that gets
// lost is not asked for: the server delivers it again.
package worker
