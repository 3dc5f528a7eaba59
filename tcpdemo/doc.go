// Package tcpdemo is an echo server, a broadcast server, and a client over TCP.
//
// What TCP promises (RFC 9293): the bytes that one side writes arrive at the other side whole, once
// and in the order in which they were written, or the connection fails and says so. What was lost on
// the way is sent again; what came too early waits for what came before it.
//
// What TCP does not promise:
//
//   - Messages. Two writes may arrive in one read and one write in several: TCP carries a stream of
//     bytes. Where a message ends is the application's business (message.go).
//   - Time. A lost segment holds up every byte behind it until it has been sent again: this is
//     head-of-line blocking.
//   - That anyone has read it. A write that succeeds has only reached this machine's send buffer.
//
// The lesson is in message.go, client.go, echo.go, broadcast.go, language.go and serve.go. The packages
// tcpdemo, udpdemo and wsdemo have these files in common, with the same declarations in the same
// order. Lay them side by side: what differs is what differs between the transports.
//
// The machinery is in the other files: lines.go finds the lines in a stream, within bounds of time and
// memory, and http.go knows a web browser that has been sent here.
package tcpdemo
