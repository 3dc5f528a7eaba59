package watch

import (
	"slices"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/ladder"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// A Lane is what happened on one transport.
type Lane struct {
	Transport string         `json:"transport"` // its name on the command line
	Title     string         `json:"title"`     // and in sentences
	Layers    [layers]string `json:"layers"`    // what Packet.Bytes are of, from the lowest layer up
	Packets   []Packet       `json:"packets"`   // in the order in which they left, until the connection was closed
	Messages  []Message      `json:"messages"`  // by their numbers, from 0
	Failed    string         `json:"failed,omitempty"`
}

// A Packet is an IP packet, and what became of it.
type Packet struct {
	Up      bool        `json:"up,omitempty"`      // towards the server
	Left    Time        `json:"left"`              // its host
	Came    Time        `json:"came,omitzero"`     // to the other host; never if it was lost
	What    What        `json:"what"`              // it is
	Again   bool        `json:"again,omitempty"`   // at least a part of it was sent before: a retransmission
	Held    bool        `json:"held,omitempty"`    // by the link, so that it came late
	Copy    bool        `json:"copy,omitempty"`    // made by the link: no host sent it
	Carries []int       `json:"carries,omitempty"` // messages, or parts of them, by number
	Bytes   [layers]int `json:"bytes"`             // of each layer
	Row     string      `json:"row"`               // of a ladder: what it is, in the ladder's words

	fate link.Fate
}

// What a packet is.
type What string

// The kinds of packets.
const (
	Data      What = "data"      // it carries messages, or parts of them
	Ack       What = "ack"       // TCP: a pure acknowledgement
	Handshake What = "handshake" // it opens a connection, or is otherwise for the set-up
	Close     What = "close"     // TCP: it ends or resets a connection
	Other     What = "other"
)

// A Message is what became of one message, which the server sends back. What never happened is left out.
type Message struct {
	Due      Time `json:"due"`
	Sent     Time `json:"sent,omitzero"`     // by the client's application
	AtServer Time `json:"atServer,omitzero"` // when the last of its bytes was in the server's kernel
	Reached  Time `json:"reached,omitzero"`  // when the server's application had it
	AtClient Time `json:"atClient,omitzero"` // when the last of the answer's bytes was in the client's kernel
	Received Time `json:"received,omitzero"` // when the client's application had the answer
}

// laneOf is what samples have of a transport.
func laneOf(s *bench.Samples, t transport.Transport) Lane {
	lane := Lane{Transport: t.Name, Title: t.Title, Layers: layerNames(t)}
	if s.Failed != nil {
		lane.Failed = s.Failed.Error()
	}
	records := slices.DeleteFunc(slices.Clone(s.Packets), func(r packet.Record) bool {
		return s.Close != bench.Never && r.Time >= s.Close
	})
	_, format := trial.Formats(s.Trial, s.Size, t.Text)
	seen := lookAt(records, t.Framing, format)
	for i, row := range ladder.Lines(records, t.Framing) {
		r := records[i]
		p := Packet{
			Up: r.Up, Left: since(s.Start, r.Time), Came: since(s.Start, r.Arrives), Row: row,
			Held: r.Fate == link.Held, Copy: r.Copy, Carries: seen.messages(i), Bytes: seen.bytes(i), fate: r.Fate,
			Again: !r.Copy && seen.sights[i].Fed.Again(),
		}
		p.What = whatOf(seen.sights[i], p)
		lane.Packets = append(lane.Packets, p)
	}
	complete := completeTimes(records, t.Framing, format, len(s.Messages))
	for i, m := range s.Messages {
		lane.Messages = append(lane.Messages, Message{
			Due: Time(m.Due), Sent: since(0, m.Sent), Reached: since(0, m.Reached), Received: since(0, m.Received),
			AtServer: since(s.Start, complete.server[i]), AtClient: since(s.Start, complete.client[i]),
		})
	}
	return lane
}

// whatOf says what a packet is.
func whatOf(s packet.Sight, p Packet) What {
	switch {
	case len(p.Carries) > 0:
		return Data
	case s.Err != nil || s.TCP == nil:
		return Other
	case s.TCP.Flags&(packet.FIN|packet.RST) != 0 && p.Left >= 0:
		return Close
	case s.TCP.Flags.Has(packet.SYN) || p.Left < 0:
		return Handshake
	case len(s.Payload) == 0:
		return Ack
	}
	return Other
}
