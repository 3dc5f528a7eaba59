// Package udpdemo is an echo server, a broadcast server, and a client over UDP.
//
// What UDP promises (RFC 768): a datagram that arrives holds just what was sent in it, from a port
// to a port, with a checksum against damage. One send, one datagram; one receive, one datagram.
//
// What UDP does not promise:
//
//   - That a datagram arrives. What is lost stays lost, and nobody is told.
//   - That it arrives once, or in the order in which it was sent.
//   - That anyone is there. There is no connection: the first datagram is the first that the other
//     side hears of it, and a source address may be forged. So a server must be careful about whom it
//     answers, and how much.
//
// Nothing waits for anything either: a lost datagram holds up no other.
//
// The lesson is in message.go, client.go, echo.go, broadcast.go, language.go and serve.go. The packages
// tcpdemo, udpdemo and wsdemo have these files in common, with the same declarations in the same
// order. Lay them side by side: what differs is what differs between the transports.
//
// The machinery is in the other files. What TCP's connections give for nothing, UDP's servers do
// themselves: guard.go, loop.go and cookie.go say whom to answer; lease.go who is a member; hear.go and
// typed.go read what members say. fanout.go and multicast.go send to many. The batch and
// mmsg files send and receive several datagrams in one system call, and the buffer files ask for larger
// socket buffers.
package udpdemo
