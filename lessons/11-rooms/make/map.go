//go:build !solution

package rooms

// A Map says who is in which room. Its zero value is empty and ready to use: a map that is nil can be read,
// and has to be made before it is written to.
type Map struct {
	Members map[string][]string // by room: the connections in it, in the order in which they joined
	Rooms   map[string][]string // by connection: the rooms that it is in, in the order in which it joined
}

// Join puts a connection into a room. Where it is in there already, nothing changes.
func (m *Map) Join(conn, room string) {
	// your code
}

// Leave takes a connection out of a room. Where it is not in there, nothing changes. A room that nobody is
// in any more is no key of Members, and a connection without rooms is no key of Rooms: a server runs for
// months, and what it does not forget it keeps.
func (m *Map) Leave(conn, room string) {
	// your code
}

// End is called when a connection has ended, for whatever reason. It takes the connection out of all its
// rooms, and returns these: their members are to be told.
func (m *Map) End(conn string) (left []string) {
	return nil // your code
}

// Audience returns who is to receive what a connection emits to a room: the room's members, and without the
// connection itself unless self is set. ok is false where the connection is not in the room: then it may not
// emit there, whatever it knows.
//
// The caller may change what it gets.
func (m *Map) Audience(conn, room string, self bool) (audience []string, ok bool) {
	return nil, false // your code
}
