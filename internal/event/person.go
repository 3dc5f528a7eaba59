package event

// A Person turns the lines that somebody types into requests. It remembers the room that what is said
// goes to: the one joined last. The zero value is in none.
type Person struct{ room string }

// Request reads a line, as ParsePlain does, and puts the room where none is given.
func (p *Person) Request(line string) (Request, error) {
	r, err := ParsePlain(line)
	if err != nil {
		return r, err
	}
	switch r.Type {
	case TypeJoin:
		p.room = r.Room
	case TypeEmit, TypeLeave, TypeWho:
		if r.Room == "" {
			r.Room = p.room
		}
		if r.Room == "" {
			return r, &Error{Code: NotJoined, Reason: "you are in no room: /join ROOM [NAME]"}
		}
		if r.Type == TypeLeave && r.Room == p.room {
			p.room = ""
		}
	}
	return r, nil
}
