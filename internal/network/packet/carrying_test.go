package packet_test

import (
	"slices"
	"testing"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

// The packets of the client's messages, and nothing else: no handshake, echo, repeat or goodbye.
func TestCarrying(t *testing.T) {
	copied := packettest.UDPTalk()[0]
	copied.Copy = true
	tests := map[string]struct {
		records  []packet.Record
		protocol packet.Protocol
		want     []int
	}{
		"ws":    {packettest.WebSocketTalk(), packet.WebSocket, []int{6}},
		"lossy": {packettest.LossyTalk(), packet.LengthPrefix, []int{3, 4}}, // lost, but sent
		"udp":   {append(packettest.UDPTalk(), copied), packet.Unframed, []int{0, 2, 3}},
	}
	for name, test := range tests {
		var want []packet.Record
		for _, i := range test.want {
			want = append(want, test.records[i])
		}
		got := packet.Carrying(test.records, test.protocol)
		if !slices.EqualFunc(got, want, func(a, b packet.Record) bool { return &a.Data[0] == &b.Data[0] }) {
			t.Errorf("%s: %d packets: %+v", name, len(got), got)
		}
	}
}
