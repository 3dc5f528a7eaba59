package verify

import (
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// A sender that has given up tells the receiver nothing. That is an outcome, and must not keep anybody waiting.
func TestTransferThatNeverEnds(t *testing.T) {
	bursty, err := link.Named("bursty")
	if err != nil {
		t.Fatal(err)
	}
	// Nearly all is lost in a burst that begins with the first packet and lasts for a thousand.
	deadly := link.GilbertElliott{P: 0.02, R: 0.001, LossBad: 1}
	bursty.Up.Burst, bursty.Down.Burst = deadly, deadly
	c := Case{Link: bursty, Transport: "tcp", Kind: Bulk, Size: 1_000_000}
	o, err := c.bulk(t.Context(), "lab", 1)
	if err != nil || o.P50 != Never || o.Lost != 1 || o.Messages != 1 {
		t.Errorf("%+v, %v; want it lost", o, err)
	}

	c.Link.Up.Burst, c.Link.Down.Burst = link.GilbertElliott{}, link.GilbertElliott{}
	o, err = c.bulk(t.Context(), "lab", 1)
	if err != nil || o.Lost != 0 || o.P50 < time.Second {
		t.Errorf("%+v, %v; want it whole", o, err)
	}
}
