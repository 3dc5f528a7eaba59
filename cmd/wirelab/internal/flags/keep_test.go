package flags

import (
	"flag"
	"testing"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/room/journal"
)

func TestKeep(t *testing.T) {
	const wrong = -1
	tests := []struct {
		value string
		age   time.Duration // wrong: an error
		bytes int64
	}{
		{"24h", 24 * time.Hour, 0},
		{"100MB", 0, 100e6},
		{"1h30m,2MiB", 90 * time.Minute, 2 << 20},
		{"2MiB,90m", 90 * time.Minute, 2 << 20},
		{"5m", 5 * time.Minute, 0},
		{"", wrong, 0},
		{"24", wrong, 0},
		{"0", wrong, 0},
		{"0h", wrong, 0},
		{"-1h", wrong, 0},
		{"0MB", wrong, 0},
		{"-5MB", wrong, 0},
		{"1h,2h", wrong, 0},
		{"1MB,2MB", wrong, 0},
		{"1h,", wrong, 0},
		{"1 h", wrong, 0},
	}
	for _, test := range tests {
		set := flag.NewFlagSet("", flag.ContinueOnError)
		set.String("keep", test.value, "")
		got, err := Keep(cli.NewContext(nil, set, nil), "keep")
		switch {
		case test.age == wrong && err == nil:
			t.Errorf("%q is %+v, want an error", test.value, got)
		case test.age != wrong && (err != nil || got != journal.Keep{Age: test.age, Bytes: test.bytes}):
			t.Errorf("%q is %+v, %v", test.value, got, err)
		}
	}
}
