package flags

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/link"
)

// parsed makes a link of options as a command does.
func parsed(options string) (p link.Profile, err error) {
	app := &cli.App{Flags: Link(), Action: func(c *cli.Context) error {
		p, err = Profile(c)
		return err
	}}
	return p, app.Run(append([]string{"wirelab"}, strings.Fields(options)...))
}

// TestFlagsParse: the options that a link prints of itself make that link again.
func TestFlagsParse(t *testing.T) {
	configs := []link.Config{
		{},
		{Loss: 1},
		{Loss: 1e-7},
		{Delay: 1500 * time.Microsecond, Jitter: 1, Loss: 1. / 3, Duplicate: 0.07, Reorder: 0.29, ReorderBy: time.Minute},
		{Delay: time.Second, Bandwidth: 1000, Queue: 1500},
		{Bandwidth: 1_234_567, Queue: 64 << 10},
		{Burst: link.GilbertElliott{P: 0.013, R: 1, LossBad: 0.55}},
	}
	for _, p := range link.Profiles() {
		configs = append(configs, p.Up, p.Down)
	}
	for _, want := range configs {
		got, err := parsed(want.Flags())
		if err != nil || got.Up != got.Down || !alike(got.Up, want) {
			t.Errorf("%s\nmakes %+v, %v\nwant  %+v", want.Flags(), got.Up, err, want)
		}
	}
}

// alike says whether two links are the same but for what rounding a share to 10 digits changes.
func alike(a, b link.Config) bool {
	shares := func(c *link.Config) []*float64 {
		return []*float64{&c.Loss, &c.Duplicate, &c.Reorder, &c.Burst.P, &c.Burst.R, &c.Burst.LossBad}
	}
	for i, x := range shares(&a) {
		if y := shares(&b)[i]; math.Abs(*x-*y) < 1e-9*(*y)+1e-15 {
			*x = *y
		}
	}
	return a == b
}

// TestNoLoss: nothing needs no unit.
func TestNoLoss(t *testing.T) {
	p, err := parsed("--loss 0 --delay 0 --duplicate 0% --bandwidth 0 --reorder 0,0s")
	if err != nil || p.Up != (link.Config{}) {
		t.Errorf("%+v, %v", p.Up, err)
	}
}
