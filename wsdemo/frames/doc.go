// Package frames is what lies between a WebSocket and its TCP connection: frames (RFC 6455 section 5), as they come
// in and as they go out. gorilla/websocket reads and writes them; this package adds what a server among strangers
// needs beside that.
//
// What comes in goes through a [CheckConn] (checked.go), which refuses what the RFC forbids (check.go) and ends a
// message that takes too long. An [Inbox] (inbox.go) puts messages together, bounds what they hold in memory
// (buffers.go), and looks whether text is text (text.go). A [Violation] (violation.go) is what the peer is told
// when it has broken a rule.
//
// What goes out has one of three connections under it:
//
//   - a [FlushConn] (flush.go) collects answers and sends them together, for the echo server;
//   - a [SharedConn] (shared.go) lets the rooms write frames that are ready (frame.go), beside gorilla/websocket,
//     which answers pings; it also asks a silent peer whether it is there;
//   - a [DeflateConn] (deflate.go) stands above another where messages are compressed (RFC 7692).
//
// A [Lock] (lock.go) is held while one of them writes.
package frames
