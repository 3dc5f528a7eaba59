package packet

import "slices"

// Carrying returns those of records that carry the client's messages to the server, as they were sent
// for the first time: for package layers. The records must begin with the connection.
func Carrying(records []Record, protocol Protocol) (carrying []Record) {
	t := Tracker{Protocol: protocol}
	for _, r := range records {
		if r.Copy {
			continue
		}
		if s := t.See(r); r.Up && s.carries() {
			carrying = append(carrying, r)
		}
	}
	return carrying
}

// carries reports whether a part of a message is in the packet, were it only of its framing.
func (s Sight) carries() bool {
	switch {
	case s.Err != nil:
		return false
	case s.IPv4.Protocol == ProtocolUDP:
		return true
	case s.framing == 0 && s.payload == 0:
		return false
	case s.Open != nil && s.Open.Carries():
		return true
	}
	return slices.ContainsFunc(s.Units, Unit.Carries)
}
