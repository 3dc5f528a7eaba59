// Package chat is a client of the broadcast servers, over any transport. It joins rooms, keeps what it
// emits until that is acknowledged, reconnects (package reconnect), and resumes where it was: it tells what came, in order
// and once each, and what is known to be lost.
//
//	client.go   the conversation with the server, from one connection to the next
//	asking.go   what is asked, and asked again
//	answers.go  what becomes of the answers
//	people.go   who has come over which transport
//	room.go     how far a room has been seen, what is missing, what came twice. No network, no clock
//
// Over TCP and WebSocket requests arrive, or the connection fails. Over UDP each is repeated until it is
// answered; that is safe, because the server knows an emit by its session and id, and carries it out
// once.
package chat
