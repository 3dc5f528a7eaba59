package packet

import (
	"slices"
	"testing"
)

// The packets of the client's messages, and nothing else: no handshake, echo, repeat or goodbye.
func TestCarrying(t *testing.T) {
	copied := udpTalk()[0]
	copied.Copy = true
	tests := map[string]struct {
		records  []Record
		protocol Protocol
		want     []int
	}{
		"ws":    {wsTalk(), WebSocket, []int{6}},
		"lossy": {lossyTalk(), LengthPrefix, []int{3, 4}}, // lost, but sent
		"udp":   {append(udpTalk(), copied), Unframed, []int{0, 2, 3}},
	}
	for name, test := range tests {
		var want []Record
		for _, i := range test.want {
			want = append(want, test.records[i])
		}
		got := Carrying(test.records, test.protocol)
		if !slices.EqualFunc(got, want, func(a, b Record) bool { return &a.Data[0] == &b.Data[0] }) {
			t.Errorf("%s: %d packets: %+v", name, len(got), got)
		}
	}
}
