// Package library holds the demonstrations of what Socket.IO, a library, adds to a WebSocket.
package library
