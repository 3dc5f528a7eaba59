package tcp

import (
	"encoding/binary"
	"errors"
	"net/netip"

	"wirelab/internal/network/packet"
)

// A Seq is a sequence number (RFC 9293 section 3.4). Numbers wrap, so one is before another if it is less
// than half the circle behind it.
type Seq uint32

func (a Seq) before(b Seq) bool { return int32(a-b) < 0 }
func (a Seq) after(b Seq) bool  { return int32(a-b) > 0 }

// minus is how many bytes a is ahead of b.
func (a Seq) minus(b Seq) int { return int(int32(a - b)) }

func maxSeq(a, b Seq) Seq {
	if a.before(b) {
		return b
	}
	return a
}

func minSeq(a, b Seq) Seq {
	if b.before(a) {
		return b
	}
	return a
}

// A Block is a range of sequence numbers that has arrived (RFC 2018 section 3).
type Block struct {
	Left  Seq // the first number
	Right Seq // the number after the last
}

func (b Block) empty() bool           { return b.Left == b.Right }
func (b Block) contains(o Block) bool { return !o.Left.before(b.Left) && !o.Right.after(b.Right) }

// Flags are the control bits of a segment.
type Flags = packet.Flags

// The control bits that count here. Urgent data is read as ordinary data (RFC 6093), and there is no ECN.
const (
	FIN = packet.FIN
	SYN = packet.SYN
	RST = packet.RST
	PSH = packet.PSH
	ACK = packet.ACK
)

// A Segment is what the two ends of a connection send each other.
type Segment struct {
	Flags  Flags
	Seq    Seq
	Ack    Seq    // if Flags has ACK
	Window uint16 // as on the wire: not yet scaled
	Options
	Data []byte // belongs to whoever made the segment, and is good until the call that passes it returns
}

// Options are those of a segment that count here.
type Options struct {
	MSS           uint16 // RFC 9293 section 3.7.1; 0: not given
	WindowScale   uint8  // RFC 7323 section 2
	Scaled        bool   // WindowScale is given
	SACKPermitted bool   // RFC 2018 section 2
	Stamped       bool   // TSVal and TSEcr are given
	TSVal, TSEcr  uint32 // RFC 7323 section 3
	SACK          [maxBlocks]Block
	Blocks        int // so many of SACK are given
}

// maxBlocks is how many SACK blocks fit the 40 bytes of options; with timestamps it is one fewer.
const maxBlocks = 4

// end is the sequence number after the segment. SYN and FIN take one each (RFC 9293 section 3.4).
func (s *Segment) end() Seq { return s.Seq + Seq(s.length()) }

// length is SEG.LEN of RFC 9293.
func (s *Segment) length() int {
	n := len(s.Data)
	if s.Flags&SYN != 0 {
		n++
	}
	if s.Flags&FIN != 0 {
		n++
	}
	return n
}

// MTU is Ethernet's, which all hosts here share.
const MTU = 1500

const (
	ipHeader  = 20
	tcpHeader = 20
	maxMSS    = MTU - ipHeader - tcpHeader // what the MSS option says (RFC 6691)
	stampSize = 12                         // of the timestamps option, with two bytes before it that align it
)

// The kinds of options.
const (
	kindEnd           = 0
	kindNop           = 1
	kindMSS           = 2
	kindWindowScale   = 3
	kindSACKPermitted = 4
	kindSACK          = 5
	kindTimestamps    = 8
)

var errMalformed = errors.New("tcp: malformed packet")

// Append appends a segment as an IPv4 packet with both checksums (RFC 791 section 3.1, RFC 9293 section 3.1).
// The identification is id, and fragments are forbidden, as Linux does for path MTU discovery.
func Append(b []byte, from, to netip.AddrPort, id uint16, s *Segment) []byte {
	start := len(b)
	b = append(b, 0x45, 0, 0, 0, byte(id>>8), byte(id), 0x40, 0, 64, 6, 0, 0)
	source, destination := from.Addr().As4(), to.Addr().As4()
	b = append(b, source[:]...)
	b = append(b, destination[:]...)

	b = binary.BigEndian.AppendUint16(b, from.Port())
	b = binary.BigEndian.AppendUint16(b, to.Port())
	b = binary.BigEndian.AppendUint32(b, uint32(s.Seq))
	b = binary.BigEndian.AppendUint32(b, uint32(s.Ack))
	b = append(b, 0, byte(s.Flags))
	b = binary.BigEndian.AppendUint16(b, s.Window)
	b = append(b, 0, 0, 0, 0)
	b = appendOptions(b, &s.Options)

	segment := b[start+ipHeader:]
	segment[12] = byte(len(segment)/4) << 4
	b = append(b, s.Data...)
	ip, segment := b[start:start+ipHeader], b[start+ipHeader:]
	binary.BigEndian.PutUint16(ip[2:], uint16(len(b)-start))
	binary.BigEndian.PutUint16(ip[10:], ^packet.Sum(ip, 0))
	binary.BigEndian.PutUint16(segment[16:], ^packet.Sum(segment, packet.Pseudo(ip, len(segment))))
	return b
}

// appendOptions appends options in the order in which Linux has them, padded so that each is aligned.
func appendOptions(b []byte, o *Options) []byte {
	if o.MSS != 0 {
		b = append(b, kindMSS, 4, byte(o.MSS>>8), byte(o.MSS))
	}
	if o.Stamped {
		if o.SACKPermitted {
			b = append(b, kindSACKPermitted, 2)
		} else {
			b = append(b, kindNop, kindNop)
		}
		b = append(b, kindTimestamps, 10)
		b = binary.BigEndian.AppendUint32(b, o.TSVal)
		b = binary.BigEndian.AppendUint32(b, o.TSEcr)
	} else if o.SACKPermitted {
		b = append(b, kindNop, kindNop, kindSACKPermitted, 2)
	}
	if o.Scaled {
		b = append(b, kindNop, kindWindowScale, 3, o.WindowScale)
	}
	if o.Blocks > 0 {
		b = append(b, kindNop, kindNop, kindSACK, byte(2+8*o.Blocks))
		for _, block := range o.SACK[:o.Blocks] {
			b = binary.BigEndian.AppendUint32(b, uint32(block.Left))
			b = binary.BigEndian.AppendUint32(b, uint32(block.Right))
		}
	}
	return b
}

// Parse reads an IPv4 packet that holds a TCP segment into s, whose Data is then a part of it. The error
// says that it is none, or that a checksum is wrong; then it is to be dropped.
func Parse(b []byte, s *Segment) (from, to netip.AddrPort, err error) {
	if len(b) < ipHeader || b[0]>>4 != 4 || b[9] != 6 {
		return from, to, errMalformed
	}
	header, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	fragment := binary.BigEndian.Uint16(b[6:])&0x3fff != 0
	if header < ipHeader || total < header+tcpHeader || len(b) < total || fragment || packet.Sum(b[:header], 0) != 0xffff {
		return from, to, errMalformed
	}
	ip, t := b[:header], b[header:total]
	offset := int(t[12]>>4) * 4
	if offset < tcpHeader || offset > len(t) || packet.Sum(t, packet.Pseudo(ip, len(t))) != 0xffff {
		return from, to, errMalformed
	}
	from = netip.AddrPortFrom(netip.AddrFrom4([4]byte(ip[12:16])), binary.BigEndian.Uint16(t))
	to = netip.AddrPortFrom(netip.AddrFrom4([4]byte(ip[16:20])), binary.BigEndian.Uint16(t[2:]))
	*s = Segment{
		Flags: Flags(t[13]), Window: binary.BigEndian.Uint16(t[14:]), Data: t[offset:],
		Seq: Seq(binary.BigEndian.Uint32(t[4:])), Ack: Seq(binary.BigEndian.Uint32(t[8:])),
	}
	return from, to, s.parse(t[tcpHeader:offset])
}

// parse reads options: each is a kind, a length that counts both, and data, except for the two that are a
// kind alone. Those that are unknown are passed over (RFC 9293 section 3.1).
func (o *Options) parse(b []byte) error {
	for len(b) > 0 && b[0] != kindEnd {
		if b[0] == kindNop {
			b = b[1:]
			continue
		}
		if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
			return errMalformed
		}
		kind, data := b[0], b[2:b[1]]
		b = b[2+len(data):]
		switch n := len(data); {
		case kind == kindMSS && n == 2:
			o.MSS = binary.BigEndian.Uint16(data)
		case kind == kindWindowScale && n == 1:
			o.WindowScale, o.Scaled = min(data[0], 14), true // RFC 7323 section 2.3
		case kind == kindSACKPermitted && n == 0:
			o.SACKPermitted = true
		case kind == kindTimestamps && n == 8:
			o.Stamped = true
			o.TSVal, o.TSEcr = binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
		case kind == kindSACK && n%8 == 0:
			o.Blocks = 0
			for ; len(data) > 0; data = data[8:] {
				o.SACK[o.Blocks] = Block{Seq(binary.BigEndian.Uint32(data)), Seq(binary.BigEndian.Uint32(data[4:]))}
				o.Blocks++
			}
		}
	}
	return nil
}
