// Package rooms is the map of a broadcast server: who is in which room. It is the last task of the lesson on
// rooms.
//
// A server asks it two questions, and both often: who is in this room, whenever something is emitted; and in
// which rooms is this connection, when it has ended. So there are two maps, and what is hard is to keep them
// in step.
package rooms
