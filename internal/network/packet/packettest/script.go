// Package packettest has conversations for tests of packages that read packets.
package packettest

import (
	"encoding/binary"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// Golden compares got with a file in testdata.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s (go test -update writes it anew): got\n%s\nwant\n%s", name, got, want)
	}
}

const ms = time.Millisecond

var (
	clientAddr = tcpip.AddrFrom4([4]byte{10, 0, 0, 2})
	serverAddr = tcpip.AddrFrom4([4]byte{10, 0, 0, 1})
)

// A Script writes down what two hosts send. Packets are put together with gVisor's help, so that the
// decoder is held against somebody else's idea of the formats.
type Script struct {
	Records  []packet.Record
	Delay    time.Duration // one way
	Up, Down End
}

// An End is what a host knows of its connection.
type End struct {
	Port   uint16
	Seq    uint32 // of what it sends next
	Window uint16
}

// New returns a script whose packets take a delay from one end to the other. The sequence numbers of the
// client are about to begin again at 0.
func New(delay time.Duration) *Script {
	return &Script{Delay: delay, Up: End{49152, 4294967200, 64240}, Down: End{7101, 1000, 65160}}
}

// Record adds a packet that arrives after the delay.
func (s *Script) Record(at time.Duration, up bool, data []byte) *packet.Record {
	s.Records = append(s.Records, packet.Record{Time: at, Up: up, Data: data, Arrives: at + s.Delay})
	return &s.Records[len(s.Records)-1]
}

// Lose says that the packet did not arrive.
func Lose(r *packet.Record, fate link.Fate) { r.Fate, r.Arrives = fate, -1 }

func (s *Script) ends(up bool) (from, to *End) {
	if up {
		return &s.Up, &s.Down
	}
	return &s.Down, &s.Up
}

// TCP sends the next segment.
func (s *Script) TCP(at time.Duration, up bool, flags packet.Flags, data string) *packet.Record {
	from, to := s.ends(up)
	r := s.Segment(at, up, flags, from.Seq, to.Seq, data)
	from.Seq += uint32(len(data))
	if flags&(packet.SYN|packet.FIN) != 0 {
		from.Seq++
	}
	return r
}

// Segment sends any segment.
func (s *Script) Segment(at time.Duration, up bool, flags packet.Flags, seq, ack uint32, data string, sack ...header.SACKBlock) *packet.Record {
	from, to := s.ends(up)
	var options []byte
	if flags.Has(packet.SYN) {
		options = make([]byte, 20)
		n := header.EncodeMSSOption(1460, options)
		n += header.EncodeSACKPermittedOption(options[n:])
		n += header.EncodeTSOption(uint32(at/ms)+1, 0, options[n:])
		n += header.EncodeNOP(options[n:])
		header.EncodeWSOption(7, options[n:])
	} else {
		options = make([]byte, 12, 24)
		n := header.EncodeNOP(options)
		n += header.EncodeNOP(options[n:])
		header.EncodeTSOption(uint32(at/ms)+1, 1, options[n:])
		if len(sack) > 0 {
			options = options[:24]
			header.EncodeNOP(options[12:])
			header.EncodeNOP(options[13:])
			header.EncodeSACKBlocks(sack, options[14:])
		}
	}
	if !flags.Has(packet.ACK) {
		ack = 0
	}
	t := header.TCP(make([]byte, header.TCPMinimumSize+len(options)+len(data)))
	t.Encode(&header.TCPFields{
		SrcPort: from.Port, DstPort: to.Port, SeqNum: seq, AckNum: ack,
		DataOffset: uint8(header.TCPMinimumSize + len(options)), Flags: header.TCPFlags(flags), WindowSize: from.Window,
	})
	copy(t[header.TCPMinimumSize:], options)
	copy(t[header.TCPMinimumSize+len(options):], data)
	t.SetChecksum(^checksum.Checksum(t, pseudo(up, header.TCPProtocolNumber, len(t))))
	return s.Record(at, up, ipv4(up, header.TCPProtocolNumber, t))
}

// UDP sends a datagram.
func (s *Script) UDP(at time.Duration, up bool, data string) *packet.Record {
	from, to := s.ends(up)
	u := header.UDP(make([]byte, header.UDPMinimumSize+len(data)))
	u.Encode(&header.UDPFields{SrcPort: from.Port, DstPort: to.Port, Length: uint16(len(u))})
	copy(u[header.UDPMinimumSize:], data)
	u.SetChecksum(^checksum.Checksum(u, pseudo(up, header.UDPProtocolNumber, len(u))))
	return s.Record(at, up, ipv4(up, header.UDPProtocolNumber, u))
}

// Unreachable answers a datagram with "port unreachable".
func (s *Script) Unreachable(at time.Duration, up bool, datagram []byte) *packet.Record {
	c := header.ICMPv4(append(make([]byte, header.ICMPv4MinimumSize), datagram...))
	c.SetType(header.ICMPv4DstUnreachable)
	c.SetCode(header.ICMPv4PortUnreachable)
	c.SetChecksum(^checksum.Checksum(c, 0))
	return s.Record(at, up, ipv4(up, header.ICMPv4ProtocolNumber, c))
}

func addresses(up bool) (src, dst tcpip.Address) {
	if up {
		return clientAddr, serverAddr
	}
	return serverAddr, clientAddr
}

func pseudo(up bool, protocol tcpip.TransportProtocolNumber, length int) uint16 {
	src, dst := addresses(up)
	return header.PseudoHeaderChecksum(protocol, src, dst, uint16(length))
}

func ipv4(up bool, protocol tcpip.TransportProtocolNumber, body []byte) []byte {
	src, dst := addresses(up)
	b := header.IPv4(make([]byte, header.IPv4MinimumSize+len(body)))
	b.Encode(&header.IPv4Fields{
		TotalLength: uint16(len(b)), TTL: 64, Protocol: uint8(protocol), SrcAddr: src, DstAddr: dst,
		Flags: header.IPv4FlagDontFragment,
	})
	copy(b[header.IPv4MinimumSize:], body)
	b.SetChecksum(^b.CalculateChecksum())
	return b
}

// Prefixed is a message with its length in front.
func Prefixed(msg string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(msg)))) + msg
}

// Frame is a WebSocket frame, masked if it is for the server.
func Frame(up bool, opcode packet.Opcode, payload string) string {
	b := []byte{0x80 | byte(opcode), byte(len(payload))}
	if len(payload) > 125 {
		b = binary.BigEndian.AppendUint16([]byte{0x80 | byte(opcode), 126}, uint16(len(payload)))
	}
	if !up {
		return string(b) + payload
	}
	b[1] |= 0x80
	key := [4]byte{0x37, 0xfa, 0x21, 0x3d} // RFC 6455's example
	b = append(b, key[:]...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	return string(b)
}

// The opening handshake of WebSocket.
const (
	Request = "GET /ws HTTP/1.1\r\nHost: 10.0.0.1:7103\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	Response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)

// Open is TCP's handshake, from at on; it returns when the client can send.
func (s *Script) Open(at time.Duration) time.Duration {
	s.TCP(at, true, packet.SYN, "")
	s.TCP(at+s.Delay, false, packet.SYN|packet.ACK, "")
	s.TCP(at+2*s.Delay, true, packet.ACK, "")
	return at + 2*s.Delay
}

// Close ends the connection from the client's side.
func (s *Script) Close(at time.Duration) {
	s.TCP(at, true, packet.FIN|packet.ACK, "")
	s.TCP(at+s.Delay, false, packet.FIN|packet.ACK, "")
	s.TCP(at+2*s.Delay, true, packet.ACK, "")
}

// Upgrade is WebSocket's opening handshake.
func (s *Script) Upgrade(at time.Duration) time.Duration {
	s.Down.Port = 7103
	s.TCP(at, true, packet.PSH|packet.ACK, Request)
	s.TCP(at+s.Delay, false, packet.PSH|packet.ACK, Response)
	s.TCP(at+2*s.Delay, true, packet.ACK, "")
	return at + 2*s.Delay
}
