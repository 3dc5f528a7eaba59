// The map of a broadcast server: who is in which room. It is the last task of the lesson on rooms.
//
// A server asks it two questions, and both often: who is in this room, whenever something is emitted; and in which rooms
// is this connection, when it has ended. So there are two maps, and what is hard is to keep them in step. Socket.IO's
// server has the same two, and calls them the same.

// A RoomMap says who is in which room. Rooms and connections are strings. A Set keeps the order in which things were
// added.
export class RoomMap {
  rooms = new Map(); // by room: a Set of the connections in it
  sids = new Map(); // by connection (a socket's id): a Set of the rooms that it is in

  // join puts a connection into a room. Where it is in there already, nothing changes.
  join(conn, room) {
    // your code
  }

  // leave takes a connection out of a room. Where it is not in there, nothing changes. A room that nobody is in any
  // more is no key of rooms, and a connection without rooms is no key of sids: a server runs for months, and what it
  // does not forget it keeps.
  leave(conn, room) {
    // your code
  }

  // end is called when a connection has ended, for whatever reason. It takes the connection out of all its rooms, and
  // returns an array of these: their members are to be told.
  end(conn) {
    // your code
  }

  // audience returns an array of those who are to receive what a connection emits to a room: the room's members in the
  // order in which they joined, and without the connection itself unless self is true. It returns null where the
  // connection is not in the room: then it may not emit there, whatever it knows.
  //
  // The caller may change what it gets.
  audience(conn, room, self) {
    // your code
  }
}
