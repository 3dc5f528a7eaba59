// Package fault says what goes wrong when one measures: that no server is there ([NoServerError]), that it is
// another one ([WrongServerError]), that the link lets nothing through ([LinkError]), and what a UDP socket is told
// of single datagrams ([SocketErrors]).
package fault
