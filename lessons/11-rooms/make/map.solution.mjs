// The map of a broadcast server: who is in which room.

// A RoomMap says who is in which room.
export class RoomMap {
  rooms = new Map(); // by room: a Set of the connections in it
  sids = new Map(); // by connection (a socket's id): a Set of the rooms that it is in

  join(conn, room) {
    add(this.rooms, room, conn);
    add(this.sids, conn, room);
  }

  leave(conn, room) {
    remove(this.rooms, room, conn);
    remove(this.sids, conn, room);
  }

  end(conn) {
    const left = [...(this.sids.get(conn) ?? [])];
    for (const room of left) this.leave(conn, room);
    return left;
  }

  audience(conn, room, self) {
    if (!this.sids.get(conn)?.has(room)) return null;
    return [...this.rooms.get(room)].filter((member) => self || member !== conn);
  }
}

// add adds a value to the set at key, and the set when there is none.
function add(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

// remove removes a value from the set at key, and the set when it is empty.
function remove(sets, key, value) {
  if (sets.get(key)?.delete(value) && sets.get(key).size === 0) sets.delete(key);
}
