//go:build make || solution

package rooms

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// hear checks who receives what a connection emits.
func hear(t *testing.T, m *Map, conn, room string, self bool, want ...string) {
	t.Helper()
	got, ok := m.Audience(conn, room, self)
	switch {
	case !ok:
		t.Errorf("%s is in %s, and Audience says that it may not emit there", conn, room)
	case !slices.Equal(got, want):
		t.Errorf("%s emits to %s (self: %v): Audience is %v, and has to be %v, in the order in which they joined",
			conn, room, self, got, want)
	}
}

func notIn(t *testing.T, m *Map, conn, room string) {
	t.Helper()
	if got, ok := m.Audience(conn, room, true); ok || len(got) > 0 {
		t.Errorf("%s is not in %s, and may not emit there; Audience says %v, %v", conn, room, got, ok)
	}
}

// inStep checks that both maps say the same, and hold nothing that is empty.
func inStep(t *testing.T, m *Map) {
	t.Helper()
	for room, conns := range m.Members {
		if len(conns) == 0 {
			t.Errorf("nobody is in %s any more, and Members still has it", room)
		}
		for _, conn := range conns {
			if !slices.Contains(m.Rooms[conn], room) {
				t.Errorf("Members has %s in %s, and Rooms does not", conn, room)
			}
		}
	}
	for conn, rooms := range m.Rooms {
		if len(rooms) == 0 {
			t.Errorf("%s is in no room any more, and Rooms still has it", conn)
		}
		for _, room := range rooms {
			if !slices.Contains(m.Members[room], conn) {
				t.Errorf("Rooms has %s in %s, and Members does not", conn, room)
			}
		}
	}
}

// fill makes the rooms of wirelab demo rooms.
func fill() *Map {
	m := &Map{}
	for _, conn := range []string{"ada", "eve", "bob"} {
		m.Join(conn, "blue")
	}
	m.Join("bob", "green")
	m.Join("joe", "green")
	return m
}

func TestAudience(t *testing.T) {
	m := fill()
	hear(t, m, "ada", "blue", true, "ada", "eve", "bob")
	hear(t, m, "ada", "blue", false, "eve", "bob")
	hear(t, m, "bob", "green", false, "joe")
	notIn(t, m, "joe", "blue")
	notIn(t, m, "ada", "nowhere")
	inStep(t, m)
}

func TestJoinTwice(t *testing.T) {
	m := fill()
	m.Join("eve", "blue")
	hear(t, m, "ada", "blue", true, "ada", "eve", "bob")
	m.Leave("eve", "blue")
	notIn(t, m, "eve", "blue")
	hear(t, m, "ada", "blue", true, "ada", "bob")
	inStep(t, m)
}

func TestEnd(t *testing.T) {
	m := fill()
	if got, want := m.End("bob"), []string{"blue", "green"}; !slices.Equal(got, want) {
		t.Errorf("bob was in %v; End returned %v", want, got)
	}
	hear(t, m, "ada", "blue", true, "ada", "eve")
	hear(t, m, "joe", "green", true, "joe")
	notIn(t, m, "bob", "blue") // the name is the same, and the connection is new: it is in no room
	if got := m.End("bob"); len(got) > 0 {
		t.Errorf("bob was in no room any more; End returned %v", got)
	}
	inStep(t, m)
}

func TestAudienceIsACopy(t *testing.T) {
	m := fill()
	if got, _ := m.Audience("ada", "blue", true); len(got) > 0 {
		got[0] = "mallory"
	}
	hear(t, m, "ada", "blue", true, "ada", "eve", "bob")
}

func TestNothingIsLeft(t *testing.T) {
	m := &Map{}
	for n := range 1000 {
		conn, room := fmt.Sprint("conn ", n), fmt.Sprint("room ", n%10)
		m.Join(conn, room)
		if _, ok := m.Audience(conn, room, false); !ok {
			t.Fatalf("%s has joined %s, and Audience says that it has not", conn, room)
		}
		if n%2 == 0 {
			m.Leave(conn, room)
		} else {
			m.End(conn)
		}
	}
	if len(m.Members) > 0 || len(m.Rooms) > 0 {
		t.Errorf("all have gone; Members still has %d rooms, and Rooms %d connections", len(m.Members), len(m.Rooms))
	}
}

// Whatever happens in whatever order, the map says the same as a plain list of pairs.
func TestAgainstPairs(t *testing.T) {
	type pair struct{ conn, room string }
	r := rand.New(rand.NewPCG(1, 2))
	m, pairs := &Map{}, map[pair]bool{}
	for step := range 5000 {
		p := pair{fmt.Sprint("conn ", r.IntN(6)), fmt.Sprint("room ", r.IntN(4))}
		switch r.IntN(5) {
		case 0, 1:
			m.Join(p.conn, p.room)
			pairs[p] = true
		case 2, 3:
			m.Leave(p.conn, p.room)
			delete(pairs, p)
		case 4:
			m.End(p.conn)
			maps.DeleteFunc(pairs, func(other pair, _ bool) bool { return other.conn == p.conn })
		}
		var want []string
		for other := range pairs {
			if other.room == p.room {
				want = append(want, other.conn)
			}
		}
		got, ok := m.Audience(p.conn, p.room, true)
		slices.Sort(want)
		slices.Sort(got)
		if !pairs[p] {
			want = nil
		}
		if ok != pairs[p] || !slices.Equal(got, want) {
			t.Fatalf("after %d joins, leaves and ends: %s emits to %s; Audience is %v, %v, and has to be %v, %v",
				step+1, p.conn, p.room, got, ok, want, pairs[p])
		}
		if inStep(t, m); t.Failed() {
			t.Fatalf("that was after %d joins, leaves and ends", step+1)
		}
	}
}
