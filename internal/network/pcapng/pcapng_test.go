package pcapng

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

var millennium = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func pcap(t *testing.T, records []packet.Record, at Vantage) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, millennium, records, at); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A block of a file, with what is of interest here.
type block struct {
	kind    uint32
	options map[uint16]string
	iface   uint32
	at      time.Duration // since the millennium
	data    string
}

// blocks reads a file back. Blocks have their lengths at both ends, and those are whole words.
func blocks(t *testing.T, b []byte) (all []block) {
	t.Helper()
	le := binary.LittleEndian
	whole := func(n uint32) uint32 { return (n + 3) &^ 3 }
	for len(b) > 0 {
		n := le.Uint32(b[4:])
		if n%4 != 0 || int(n) > len(b) || le.Uint32(b[n-4:]) != n {
			t.Fatalf("a block of %d bytes, %d are left", n, len(b))
		}
		x := block{kind: le.Uint32(b), options: map[uint16]string{}}
		body := b[8 : n-4]
		switch b = b[n:]; x.kind {
		case blockSection:
			body = body[16:]
		case blockInterface:
			body = body[8:]
		case blockPacket:
			x.iface = le.Uint32(body)
			x.at = time.Unix(0, int64(le.Uint32(body[4:]))<<32|int64(le.Uint32(body[8:]))).Sub(millennium)
			size := le.Uint32(body[12:])
			x.data, body = string(body[20:20+size]), body[20+whole(size):]
		}
		for code := le.Uint16(body); code != 0; code = le.Uint16(body) {
			size := uint32(le.Uint16(body[2:]))
			x.options[code] = string(body[4 : 4+size])
			body = body[4+whole(size):]
		}
		all = append(all, x)
	}
	return all
}

// TestPcapInterfaces: a file has an interface for each host of its vantage point, which says what it is.
func TestPcapInterfaces(t *testing.T) {
	room := packettest.LossyTalk()
	for _, r := range packettest.WebSocketTalk() { // of another client, 10.0.0.3
		i := 12
		if !r.Up {
			i = 16
		}
		r.Data = bytes.Clone(r.Data)
		r.Data[i+3] = 3
		room = append(room, r)
	}
	const server = "server: what the server, 10.0.0.1, sent, and what reached it"
	for _, x := range []struct {
		name    string
		records []packet.Record
		at      Vantage
		want    []string
	}{
		{"both", packettest.LossyTalk(), AtBoth, []string{"client: what the client, 10.0.0.2, sent, and what reached it", server}},
		{"server", packettest.LossyTalk(), AtServer, []string{server}},
		{"clients", room, AtClient, []string{
			"client 1: what the client 1, 10.0.0.2, sent, and what reached it",
			"client 2: what the client 2, 10.0.0.3, sent, and what reached it",
		}},
		{"nothing seen", nil, AtBoth, []string{
			"client: what the client sent, and what reached it", "server: what the server sent, and what reached it",
		}},
		{"no packet at all", []packet.Record{{Data: []byte("?")}}, AtServer, []string{"server: what the server sent, and what reached it"}},
	} {
		var got []string
		for _, b := range blocks(t, pcap(t, x.records, x.at)) {
			if b.kind == blockInterface {
				got = append(got, b.options[optionIfName]+": "+b.options[optionIfDescription])
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

// TestPcapSees: each host has what it sent, when that left, and what reached it, when that arrived, in the
// order of time; and in a file from both vantage points each interface has what a file from its own has.
func TestPcapSees(t *testing.T) {
	records := packettest.LossyTalk()
	var want [2][]string // at the client, at the server
	for _, r := range records {
		from, to := 0, 1
		if !r.Up {
			from, to = 1, 0
		}
		if !r.Copy {
			want[from] = append(want[from], fmt.Sprintf("%12d out %s %x", r.Time, r.Happened(), r.Data))
		}
		if r.Arrived() {
			want[to] = append(want[to], fmt.Sprintf("%12d in %s %x", r.Arrives, r.Happened(), r.Data))
		}
	}
	slices.Sort(want[0])
	slices.Sort(want[1])
	seen := func(at Vantage) (got [2][]string) {
		last := time.Duration(-1)
		for _, b := range blocks(t, pcap(t, records, at)) {
			if b.kind != blockPacket {
				continue
			}
			if b.at < last {
				t.Errorf("%v comes after %v", b.at, last)
			}
			last = b.at
			way := map[string]string{"\x01\x00\x00\x00": "in", "\x02\x00\x00\x00": "out"}[b.options[optionEpbFlags]]
			got[b.iface] = append(got[b.iface], fmt.Sprintf("%12d %s %s %x", b.at, way, b.options[optionComment], b.data))
		}
		return got
	}
	both, client, server := seen(AtBoth), seen(AtClient), seen(AtServer)
	for what, x := range map[string][2][]string{
		"both, client": {both[0], want[0]}, "both, server": {both[1], want[1]},
		"client": {client[0], want[0]}, "server": {server[0], want[1]},
	} {
		if !slices.Equal(x[0], x[1]) {
			t.Errorf("%s: %q, want %q", what, x[0], x[1])
		}
	}
}

func TestPcapFails(t *testing.T) {
	if err := Write(brokenPipe{}, millennium, packettest.LossyTalk(), AtBoth); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }
