// Package wsdemo is an echo server, a broadcast server, and a client over WebSocket.
//
// What WebSocket promises (RFC 6455): messages, each text (UTF-8) or binary, that arrive whole, once
// and in the order in which they were sent, both ways at any time; a ping to ask whether the other
// side is there; and a closing handshake that says why. It runs on one TCP connection, which an HTTP
// request opens, so that it passes where the web passes and can share the web's port.
//
// What WebSocket does not promise:
//
//   - Time. Under it is TCP, and a lost segment holds up every message behind it.
//   - That it is HTTP. Only the opening handshake is; what follows are frames.
//   - That the page at the other end is a friend's. Any web page may open a WebSocket to any address,
//     this machine's own included: the server has to look at Origin and Host (origin.go).
//
// The lesson is in message.go, client.go, echo.go, broadcast.go, language.go and serve.go. The packages
// tcpdemo, udpdemo and wsdemo have these files in common, with the same declarations in the same
// order. Lay them side by side: what differs is what differs between the transports.
//
// The machinery is elsewhere. Package frames checks frames and writes them, and puts messages together. Package
// socketio is Socket.IO, and socketio.go its way to WebSockets. upgrade.go, listener.go, origin.go, refuse.go,
// answer.go and page.go are HTTP's part; close.go says why a connection ends.
package wsdemo
