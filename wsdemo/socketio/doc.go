// Package socketio is a server of Socket.IO, on an HTTP server that is there already: it answers at /socket.io/,
// and the official client (socket.io-client 4) talks to it. It is also a client, which talks to the official server
// (client.go lists its files).
//
// There are two protocols, one inside the other. Engine.IO 4 makes a session of HTTP requests or of a WebSocket, and
// sees whether the client is still there:
//
//	engine.go    its packets, and how several are one HTTP body
//	session.go   a session: what is to be sent, pings, the end
//	polling.go   GET and POST: the session by HTTP alone
//	upgrade.go   a WebSocket at once, or after polling
//	server.go    the requests, and which sessions there are
//
// Socket.IO 5 is what Engine.IO's messages hold: events, with arguments and acknowledgements:
//
//	packet.go    its packets
//	binary.go    bytes among the arguments of an event
//	socket.go    the namespace: who comes in, and what then comes from it
//
// What the events mean here:
//
//	rooms.go     what a client asks of the rooms (package hub)
//	replies.go   what it is told
//	recovery.go  how it gets what it missed
//	echo.go      the echo server
//
// The protocols are described at https://socket.io/docs/v4/engine-io-protocol and
// https://socket.io/docs/v4/socket-io-protocol. Where they leave something open, this package does as the official
// server does. It has no namespace but "/", no versions of the protocols before these, no WebTransport, no
// compression, and no pages from elsewhere (CORS): a request's Origin must be the host that it asks for.
package socketio
