package packet

// A Cost is what communication costs on the wire: what hosts put on the link, whether or not it
// arrives. The link's own copies are nobody's cost. Each byte is counted in one place:
//
//	Bytes == Headers + Framing + Payload + AckBytes + RetransmittedBytes + Other
type Cost struct {
	Packets int `json:"packets"` // IP packets
	Bytes   int `json:"bytes"`   // of those, from the IP header to the end

	// Headers are the IP and TCP or UDP headers of all packets but those counted below: of data, and
	// of the segments that open, close and reset a connection.
	Headers int `json:"headers"`
	// Framing is what marks messages within TCP's stream, sent for the first time: length prefixes,
	// newlines, WebSocket's opening handshake, frame headers and control frames, Socket.IO's requests by HTTP and
	// what its packets have besides an event. UDP has none.
	Framing int `json:"framing"`
	// Payload is the application's messages, sent for the first time; with Socket.IO the JSON of its events and
	// acknowledgements, and the bytes that belong to them.
	Payload int `json:"payload"`

	Acks     int `json:"acknowledgements"`     // pure ones: segments with ACK alone and no data
	AckBytes int `json:"acknowledgementBytes"` // all bytes of those packets

	Retransmissions int `json:"retransmissions"` // segments of which at least a part was sent before
	// RetransmittedBytes are all bytes of those packets, headers included, but for data that was not
	// sent before: that is in Framing or Payload.
	RetransmittedBytes int `json:"retransmittedBytes"`

	// Other is all bytes of packets that are neither TCP nor UDP, such as ICMP, or cannot be read.
	Other int `json:"other"`
}

// Add adds o.
func (c *Cost) Add(o Cost) {
	c.Packets += o.Packets
	c.Bytes += o.Bytes
	c.Headers += o.Headers
	c.Framing += o.Framing
	c.Payload += o.Payload
	c.Acks += o.Acks
	c.AckBytes += o.AckBytes
	c.Retransmissions += o.Retransmissions
	c.RetransmittedBytes += o.RetransmittedBytes
	c.Other += o.Other
}

// A Counter finds out what records cost. It finds framing by following each connection, so it must see
// all packets of a connection, from its first on, in the order in which they entered the link.
type Counter struct {
	Protocol Protocol // of all TCP connections
	Total    Cost     // of all records so far

	tracker Tracker
}

// Add adds a record to the total and returns its own cost, for sums over parts of the time.
func (c *Counter) Add(r Record) Cost {
	if r.Copy {
		return Cost{}
	}
	c.tracker.Protocol, c.tracker.counts = c.Protocol, true
	cost := costOf(c.tracker.See(r))
	c.Total.Add(cost)
	return cost
}

// costOf divides the bytes of one packet.
func costOf(s Sight) Cost {
	c := Cost{Packets: 1, Bytes: len(s.Data)}
	fragment := s.Err == nil && s.IPv4.FragmentOffset > 0
	switch {
	case s.Err == nil && (s.UDP != nil || fragment && s.IPv4.Protocol == ProtocolUDP):
		c.Payload = len(s.Payload)
		c.Headers = c.Bytes - c.Payload
	case s.Err != nil || s.TCP == nil:
		c.Other = c.Bytes
	case s.Fed.Again():
		c.Framing, c.Payload = s.framing, s.payload
		c.Retransmissions, c.RetransmittedBytes = 1, c.Bytes-c.Framing-c.Payload
	case s.TCP.Flags&(SYN|FIN|RST) == 0 && len(s.Payload) == 0:
		c.Acks, c.AckBytes = 1, c.Bytes
	default:
		c.Framing, c.Payload = s.framing, s.payload
		c.Headers = s.Headers()
		c.Other = c.Bytes - c.Headers - c.Framing - c.Payload // data beyond the stream's end
	}
	return c
}
