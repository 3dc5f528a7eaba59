package packet

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
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// golden compares got with a file in testdata.
func golden(t *testing.T, name string, got []byte) {
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

// A script writes down what two hosts send. Packets are put together with gVisor's help, so that the
// decoder is held against somebody else's idea of the formats.
type script struct {
	records  []Record
	delay    time.Duration // one way
	up, down end
}

// An end is what a host knows of its connection.
type end struct {
	port   uint16
	seq    uint32
	window uint16
}

func newScript(delay time.Duration) *script {
	return &script{delay: delay, up: end{49152, 4294967200, 64240}, down: end{7101, 1000, 65160}}
}

// record adds a packet that arrives after the delay.
func (s *script) record(at time.Duration, up bool, data []byte) *Record {
	s.records = append(s.records, Record{Time: at, Up: up, Data: data, Arrives: at + s.delay})
	return &s.records[len(s.records)-1]
}

// lose says that the packet did not arrive.
func (r *Record) lose(fate link.Fate) { r.Fate, r.Arrives = fate, -1 }

func (s *script) ends(up bool) (from, to *end) {
	if up {
		return &s.up, &s.down
	}
	return &s.down, &s.up
}

// tcp sends the next segment.
func (s *script) tcp(at time.Duration, up bool, flags Flags, data string) *Record {
	from, to := s.ends(up)
	r := s.segment(at, up, flags, from.seq, to.seq, data)
	from.seq += uint32(len(data))
	if flags&(SYN|FIN) != 0 {
		from.seq++
	}
	return r
}

// segment sends any segment.
func (s *script) segment(at time.Duration, up bool, flags Flags, seq, ack uint32, data string, sack ...header.SACKBlock) *Record {
	from, to := s.ends(up)
	var options []byte
	if flags.Has(SYN) {
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
	if !flags.Has(ACK) {
		ack = 0
	}
	t := header.TCP(make([]byte, header.TCPMinimumSize+len(options)+len(data)))
	t.Encode(&header.TCPFields{
		SrcPort: from.port, DstPort: to.port, SeqNum: seq, AckNum: ack,
		DataOffset: uint8(header.TCPMinimumSize + len(options)), Flags: header.TCPFlags(flags), WindowSize: from.window,
	})
	copy(t[header.TCPMinimumSize:], options)
	copy(t[header.TCPMinimumSize+len(options):], data)
	t.SetChecksum(^checksum.Checksum(t, pseudo(up, header.TCPProtocolNumber, len(t))))
	return s.record(at, up, ipv4(up, header.TCPProtocolNumber, t))
}

// udp sends a datagram.
func (s *script) udp(at time.Duration, up bool, data string) *Record {
	from, to := s.ends(up)
	u := header.UDP(make([]byte, header.UDPMinimumSize+len(data)))
	u.Encode(&header.UDPFields{SrcPort: from.port, DstPort: to.port, Length: uint16(len(u))})
	copy(u[header.UDPMinimumSize:], data)
	u.SetChecksum(^checksum.Checksum(u, pseudo(up, header.UDPProtocolNumber, len(u))))
	return s.record(at, up, ipv4(up, header.UDPProtocolNumber, u))
}

// unreachable answers a datagram with "port unreachable".
func (s *script) unreachable(at time.Duration, up bool, datagram []byte) *Record {
	c := header.ICMPv4(append(make([]byte, header.ICMPv4MinimumSize), datagram...))
	c.SetType(header.ICMPv4DstUnreachable)
	c.SetCode(header.ICMPv4PortUnreachable)
	c.SetChecksum(^checksum.Checksum(c, 0))
	return s.record(at, up, ipv4(up, header.ICMPv4ProtocolNumber, c))
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

// prefixed is a message with its length in front.
func prefixed(msg string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(msg)))) + msg
}

// frame is a WebSocket frame, masked if it is for the server.
func frame(up bool, opcode Opcode, payload string) string {
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

const (
	request = "GET /ws HTTP/1.1\r\nHost: 10.0.0.1:7103\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)

// open is TCP's handshake, from at on; it returns when the client can send.
func (s *script) open(at time.Duration) time.Duration {
	s.tcp(at, true, SYN, "")
	s.tcp(at+s.delay, false, SYN|ACK, "")
	s.tcp(at+2*s.delay, true, ACK, "")
	return at + 2*s.delay
}

// close ends the connection from the client's side.
func (s *script) close(at time.Duration) {
	s.tcp(at, true, FIN|ACK, "")
	s.tcp(at+s.delay, false, FIN|ACK, "")
	s.tcp(at+2*s.delay, true, ACK, "")
}

// upgrade is WebSocket's opening handshake.
func (s *script) upgrade(at time.Duration) time.Duration {
	s.down.port = 7103
	s.tcp(at, true, PSH|ACK, request)
	s.tcp(at+s.delay, false, PSH|ACK, response)
	s.tcp(at+2*s.delay, true, ACK, "")
	return at + 2*s.delay
}
