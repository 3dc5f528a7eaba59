//go:build make || solution

package envelope

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

var (
	client = netip.MustParseAddrPort("10.0.0.2:42322")
	server = netip.MustParseAddrPort("10.0.0.1:7102")
)

// thirty is the packet of the lesson.
const thirty = "45 00 00 1e 00 00 40 00 40 11 26 cd 0a 00 00 02 0a 00 00 01 a5 52 1b be 00 0a c2 5d 68 69"

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWrapHi(t *testing.T) {
	got, err := Wrap(client, server, []byte("hi"))
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("% x", got); text != thirty {
		place := 0
		for place < len(text) && place < len(thirty) && text[place] == thirty[place] {
			place++
		}
		t.Errorf("your packet and the lesson's differ from byte %d on (the first is byte 0):\nyours    %s\nlesson's %s",
			place/3, text, thirty)
	}
}

func TestWrapTooLong(t *testing.T) {
	if p, err := Wrap(client, server, make([]byte, 65_507)); err != nil || len(p) != 65_535 {
		t.Errorf("65,507 bytes just fit: you return %d bytes and the error %v", len(p), err)
	}
	if _, err := Wrap(client, server, make([]byte, 65_508)); !errors.Is(err, ErrTooLong) {
		t.Errorf("65,508 bytes are one too many: the error is %v, want ErrTooLong", err)
	}
}

// Two bytes for which UDP's checksum comes out as 0, which would mean that there is none.
func TestWrapChecksumZero(t *testing.T) {
	p, err := Wrap(client, server, []byte{0, 0})
	if err != nil || len(p) != 30 {
		t.Fatalf("Wrap returned %d bytes and the error %v, want 30 bytes", len(p), err)
	}
	message := []byte{p[26], p[27]} // what is missing to a sum of ff ff
	p, err = Wrap(client, server, message)
	if err != nil || len(p) != 30 {
		t.Fatalf("Wrap returned %d bytes and the error %v, want 30 bytes", len(p), err)
	}
	if p[26] == 0 && p[27] == 0 {
		t.Errorf("for the message % x the checksum is 0, which means that there is none: send ff ff", message)
	}
}

// unwraps has a packet unwrapped that is good.
func unwraps(t *testing.T, what string, packet []byte, want string) {
	t.Helper()
	from, to, message, err := Unwrap(packet)
	switch {
	case err != nil:
		t.Errorf("%s: %v", what, err)
	case from != client || to != server:
		t.Errorf("%s: from %v to %v, want from %v to %v", what, from, to, client, server)
	case string(message) != want:
		t.Errorf("%s: the message is %q, want %q", what, message, want)
	}
}

func TestUnwrap(t *testing.T) {
	hi := unhex(t, thirty)
	unwraps(t, "the lesson's packet", hi, "hi")
	unwraps(t, "with a filling up to 46 bytes, as on Ethernet", append(bytes.Clone(hi), make([]byte, 16)...), "hi")

	options := bytes.Clone(hi)
	options[0] = 0x46 // six rows
	binary.BigEndian.PutUint16(options[2:], 34)
	options = append(options[:20:20], append([]byte{1, 1, 1, 0}, options[20:]...)...)
	unwraps(t, "with four bytes of IP options", mended(options, 24), "hi")

	none := bytes.Clone(hi)
	none[26], none[27] = 0, 0
	unwraps(t, "with UDP's checksum 0, which is none", none, "hi")

	may := bytes.Clone(hi)
	may[6] = 0
	unwraps(t, "without the flag \"don't fragment\"", mended(may, 20), "hi")

	empty := bytes.Clone(hi[:28])
	empty[3], empty[25] = 28, 8
	empty[26], empty[27] = 0, 0
	unwraps(t, "with an empty message", mended(empty, 20), "")
}

func TestUnwrapBad(t *testing.T) {
	hi := unhex(t, thirty)
	if _, _, _, err := Unwrap(hi); err != nil {
		t.Fatalf("begin with a good packet (TestUnwrap): %v", err)
	}
	// changed is the packet with one byte changed, and the IP checksum right again.
	changed := func(at int, to byte) []byte {
		p := bytes.Clone(hi)
		p[at] = to
		return mended(p, 20)
	}
	fourRows := []byte{0x44, 0, 0, 28, 0, 0, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, 0, 12, 0, 0, 1, 2, 3, 4}
	short := changed(25, 9)
	short[26], short[27] = 0, 0
	wrongSum := bytes.Clone(hi)
	wrongSum[8]-- // as a router would, but without a new checksum
	for _, test := range []struct {
		what   string
		packet []byte
	}{
		{"nothing at all", nil},
		{"cut in the IP header", hi[:19]},
		{"cut after the IP header", hi[:20]},
		{"cut in the message", hi[:29]},
		{"IP version 6", changed(0, 0x65)},
		{"a header of 4 rows, which is too short", mended(fourRows, 16)},
		{"a header of 15 rows, which is beyond the packet's end", changed(0, 0x4f)},
		{"a total length without room for UDP", changed(3, 27)},
		{"a wrong checksum of the IP header", wrongSum},
		{"TCP, and not UDP", changed(9, 6)},
		{"a first fragment", changed(6, 0x20)},
		{"a later fragment", changed(7, 1)},
		{"a fragment that is later still (the offset has 13 bits)", changed(6, 0x01)},
		{"a UDP length of 11, which is beyond the packet's end", changed(25, 11)},
		{"a UDP length of 7, which is less than its header", changed(25, 7)},
		{"a UDP length of 9, where IP's says 10, without a checksum", short},
		{"a message that was damaged on the way", changed(28, 'H')},
		{"another sender's address than UDP's checksum is for", changed(15, 3)},
	} {
		if _, _, message, err := Unwrap(test.packet); !errors.Is(err, ErrBad) {
			t.Errorf("%s: you return the message %q and the error %v, want ErrBad", test.what, message, err)
		}
	}
}

func TestThereAndBack(t *testing.T) {
	for size := range 1000 {
		message := bytes.Repeat([]byte{byte(size)}, size)
		p, err := Wrap(client, server, message)
		if err != nil {
			t.Fatal(err)
		}
		unwraps(t, fmt.Sprintf("what you have wrapped, of %d bytes", size), p, string(message))
		if t.Failed() {
			return
		}
	}
}

// mended is a packet with a right checksum in its IP header, which is so long.
func mended(packet []byte, header int) []byte {
	binary.BigEndian.PutUint16(packet[10:], 0)
	binary.BigEndian.PutUint16(packet[10:], Checksum(packet[:header]))
	return packet
}
