//go:build make || solution

package line

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

var update = flag.Bool("update", false, "write lab.json")

// TestLab: lab.json, which the test in JavaScript holds a line against, is what wirelab's own link does.
func TestLab(t *testing.T) {
	const bandwidth = 1_000_000
	lab := link.New(link.Config{Delay: 20 * ms, Bandwidth: bandwidth, Queue: 1 << 20}, 1, link.Up)
	flow := link.Flow{From: netip.MustParseAddr("10.0.0.2"), To: netip.MustParseAddr("10.0.0.1")}
	random := rand.New(rand.NewPCG(1, 1))
	var lines []string
	var now time.Duration
	for range 200 {
		now += time.Duration(random.IntN(12_000)) * time.Microsecond // a large packet takes 12 ms
		size := 28 + random.IntN(1473)
		packet, err := json.Marshal([]any{inMS(now), size, inMS(lab.Admit(now, flow, size).At)})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(packet))
	}
	want := "{\"delay\": 20, \"bandwidth\": 1000000, \"packets\": [\n" + strings.Join(lines, ",\n") + "\n]}\n"
	if *update {
		if err := os.WriteFile("lab.json", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("lab.json")
	if err != nil || strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Errorf("lab.json is not what wirelab's link does (%v): go test -tags solution -run TestLab -update writes it", err)
	}
}

func inMS(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
