package packet

import (
	"testing"

	"gvisor.dev/gvisor/pkg/tcpip/header"
)

func TestDecodeSACK(t *testing.T) {
	options := make([]byte, 20)
	header.EncodeSACKBlocks([]header.SACKBlock{{Start: 10, End: 20}, {Start: 30, End: 40}}, options)
	o, err := decodeTCPOptions(options)
	if err != nil || len(o.SACK) != 2 || o.SACK[1] != (SACKBlock{30, 40}) {
		t.Errorf("%+v, %v", o, err)
	}
	unknown, err := decodeTCPOptions([]byte{254, 4, 1, 2, 1, optionMSS, 4, 5, 180})
	if err != nil || unknown.MaximumSegmentSize != 1460 {
		t.Errorf("after an unknown option: %+v, %v", unknown, err)
	}
}
