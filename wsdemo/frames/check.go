package frames

import (
	"encoding/binary"
	"math"

	"github.com/gorilla/websocket"
)

// A checker reads along as a client's frames come in. It finds what RFC 6455 section 5 forbids and
// gorilla/websocket lets pass, and it knows whether a message is under way.
type checker struct {
	limit int // the largest message, in bytes

	head       [10]byte // the first bytes of a frame: flags and opcode, length
	headed     int      // how many of them have come
	left       uint64   // bytes of the frame that come after its head: masking key and payload
	open       bool     // the message goes on in another frame
	compressed bool     // so is the message
	size       uint64   // payload of the message's frames so far
	ended      bool     // a message has ended, or a control frame between two
	extra      int      // what frames cost that are no message (pace)
}

// check looks at the bytes that come next. It returns how many of them are good: all, unless there is
// an error; then, those before the frame that is at fault.
func (c *checker) check(b []byte) (good int, err error) {
	for at := 0; at < len(b); {
		if c.left == 0 {
			begin := at
			for c.headed < c.headLen() && at < len(b) {
				n := copy(c.head[c.headed:c.headLen()], b[at:])
				c.headed, at = c.headed+n, at+n
			}
			if c.headed < c.headLen() {
				break // the rest of the head is yet to come
			}
			if err := c.begin(); err != nil {
				return begin, err
			}
		}
		n := min(c.left, uint64(len(b)-at))
		c.left, at = c.left-n, at+int(n)
		if c.left == 0 && !c.open {
			c.ended = true
		}
	}
	return len(b), nil
}

// underWay says whether a message or a frame has begun and has not ended.
func (c *checker) underWay() bool { return c.open || c.left > 0 || c.headed > 0 }

// headLen is how long the head is, as far as can be said: its second byte tells.
func (c *checker) headLen() int {
	switch {
	case c.headed >= 2 && c.head[1]&^maskBit == 126:
		return 4
	case c.headed >= 2 && c.head[1]&^maskBit == 127:
		return 10
	}
	return 2
}

const (
	maskBit    = 1 << 7 // in the second byte: the payload is masked, and the key comes before it
	rsv1Bit    = 1 << 6 // in the first byte: the message is compressed
	controlBit = 1 << 3 // in the opcode: the frame belongs to no message
)

// begin takes a head that is complete.
func (c *checker) begin() error {
	first, second := c.head[0], c.head[1]
	c.headed = 0
	length := uint64(second &^ maskBit)
	least := uint64(0) // that is written in so many bytes
	switch length {
	case 126:
		length, least = uint64(binary.BigEndian.Uint16(c.head[2:])), 126
	case 127:
		length, least = binary.BigEndian.Uint64(c.head[2:]), math.MaxUint16+1
	}
	fin, opcode := first&finBit != 0, first&0xf
	switch {
	case length > math.MaxInt64:
		return broken("length of more than 63 bits")
	case length < least:
		return broken("length in more bytes than it needs")
	case opcode == websocket.CloseMessage && length == 1:
		return broken("Close with half a code")
	case first&rsv1Bit != 0 && (opcode&controlBit != 0 || opcode == continuation):
		return broken("RSV1 set on a frame that begins no message")
	}
	c.left = length
	if second&maskBit != 0 {
		c.left += maskLen
	}
	c.count(fin, opcode, length)
	switch {
	case opcode&controlBit != 0, opcode == continuation && !c.open: // the latter is refused
		return nil
	case opcode != continuation:
		c.size, c.compressed = 0, first&rsv1Bit != 0
	}
	c.open = !fin
	// What a compressed message comes to shows only when it is not compressed any more.
	if c.size += length; c.size > uint64(c.limit) && !c.compressed {
		return ErrTooLarge
	}
	return nil
}

// count adds what a frame costs: nothing if it is a whole message, for which the rooms have a rate, and much if
// it carries little.
func (c *checker) count(fin bool, opcode byte, length uint64) {
	switch {
	case opcode&controlBit != 0, (!fin || opcode == continuation) && length < tiny:
		c.extra += tinyCost
	case !fin || opcode == continuation:
		c.extra++
	}
}

// Of frames that are no message a second brings as many as cost perSecond: 1,000 control frames or pieces of
// messages with less than tiny bytes, or 20,000 larger pieces.
const (
	perSecond = 20_000
	tinyCost  = 20
	tiny      = 32 // bytes
)

const (
	continuation = 0 // the opcode of a message's further frames
	maskLen      = 4
)
