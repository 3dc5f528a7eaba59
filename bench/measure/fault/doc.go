// Package fault describes what can go wrong in a measurement: there is no server ([NoServerError]), it is the wrong
// one ([WrongServerError]), the link lets nothing through ([LinkError]), or the operating system reports an error
// for a single datagram ([SocketErrors]).
package fault
