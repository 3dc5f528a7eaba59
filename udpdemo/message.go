package udpdemo

import "errors"

// MaxMessage is the largest message that a Conn sends, in bytes: what fits into one
// datagram over IPv4, 65,535 less 20 of IP header and 8 of UDP header. A datagram that is larger
// than the path's MTU less those headers (1,472 bytes on Ethernet) travels in fragments, and is lost
// when any of them is.
const MaxMessage = 65_535 - 20 - 8

// ErrTooLarge is the error for a message of more than MaxMessage bytes.
var ErrTooLarge = errors.New("message too large")

// maxDatagram is room for any datagram that can arrive: over IPv6 one may be 20 bytes longer. A read
// into less would cut it short and not say so.
const maxDatagram = 64 << 10

// There is no framing here: UDP keeps message boundaries by itself. The datagram is the message.
