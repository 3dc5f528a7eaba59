//go:build solution

package rooms

import "slices"

// A Map says who is in which room.
type Map struct {
	Members map[string][]string // by room
	Rooms   map[string][]string // by connection
}

// Join puts a connection into a room.
func (m *Map) Join(conn, room string) {
	if slices.Contains(m.Rooms[conn], room) {
		return
	}
	if m.Rooms == nil {
		m.Members, m.Rooms = map[string][]string{}, map[string][]string{}
	}
	m.Members[room] = append(m.Members[room], conn)
	m.Rooms[conn] = append(m.Rooms[conn], room)
}

// Leave takes a connection out of a room.
func (m *Map) Leave(conn, room string) {
	remove(m.Members, room, conn)
	remove(m.Rooms, conn, room)
}

// remove removes a value from the list at key, and the list when it is empty.
func remove(lists map[string][]string, key, value string) {
	list := lists[key]
	i := slices.Index(list, value)
	switch {
	case i < 0:
	case len(list) == 1:
		delete(lists, key)
	default:
		lists[key] = slices.Delete(list, i, i+1)
	}
}

// End takes a connection out of all its rooms, and returns these.
func (m *Map) End(conn string) (left []string) {
	left = slices.Clone(m.Rooms[conn])
	for _, room := range left {
		m.Leave(conn, room)
	}
	return left
}

// Audience returns who is to receive what a connection emits to a room.
func (m *Map) Audience(conn, room string, self bool) (audience []string, ok bool) {
	if !slices.Contains(m.Rooms[conn], room) {
		return nil, false
	}
	for _, member := range m.Members[room] {
		if self || member != conn {
			audience = append(audience, member)
		}
	}
	return audience, true
}
