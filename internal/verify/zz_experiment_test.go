package verify

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"wirelab/internal/link"
)

func TestExperiment(t *testing.T) {
	spec := os.Getenv("VERIFY_EXPERIMENT")
	if spec == "" {
		t.Skip("no experiment")
	}
	crowd, _ := strconv.Atoi(os.Getenv("CROWD"))
	rate, _ := strconv.Atoi(os.Getenv("RATE"))
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(1 << 30)
	if os.Getenv("NORT") == "" {
		said, usual := raisePriority()
		fmt.Println(said)
		defer usual()
	}
	p, _ := link.Named(spec)
	c := Case{Link: p, Transport: os.Getenv("TRANSPORT"), Rate: float64(rate), Size: 200, Duration: 4 * time.Second}
	o, err := c.outcomes(t.Context(), "kernel", seeds(max(crowd, 3)), crowd, nil)
	a, b, d := percentiles(o)
	fmt.Println(crowd, rate, a, b, d, err)
}
