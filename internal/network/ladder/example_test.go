package ladder_test

import (
	"encoding/hex"
	"fmt"
	"time"

	"wirelab/internal/network/ladder"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// datagram is "hi" over UDP, from port 49152 of 10.0.0.2 to port 7102 of 10.0.0.1.
var datagram, _ = hex.DecodeString("4500001e00004000401126cd0a0000020a000001" + "c0001bbe000aa7af" + "6869")

func ExampleText() {
	records := []packet.Record{
		{Up: true, Data: datagram, Arrives: 20 * time.Millisecond},
		{Time: 50 * time.Millisecond, Up: true, Data: datagram, Arrives: -1, Fate: link.Lost},
	}
	fmt.Print(ladder.Text(records, ladder.Options{ASCII: true}))
	// Output:
	// Rows are in order of departure.
	//      ms client           server      ms
	//   0.000 |-- UDP ------------->|  20.000  len 2  datagram 2 B "hi"
	//  50.000 |-- UDP --------X     |          len 2  datagram 2 B "hi"
	//         |                     |          lost by the link
}
