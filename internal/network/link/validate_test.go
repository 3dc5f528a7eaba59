package link

import (
	"math"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	nan := math.NaN()
	burst := GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}
	tests := []struct {
		c    Config
		want string // empty: valid
	}{
		{Config{}, ""},
		{all, ""},
		{Config{Burst: burst}, ""},
		{Config{Burst: GilbertElliott{P: 1, R: 1, LossBad: 1, LossGood: 1}}, ""},
		{Config{Delay: time.Hour, Jitter: time.Hour, Loss: 1, Reorder: 1, ReorderBy: time.Hour, Duplicate: 1}, ""},
		{Config{ReorderBy: ms(30)}, ""},
		{Config{Bandwidth: 1000, Queue: 1500}, ""},
		{Config{Bandwidth: math.MaxInt64, Queue: 1 << 30}, ""},

		{Config{Delay: -ms(5)}, "--delay -5ms: a delay must be between 0s and 1h"},
		{Config{Delay: 61 * time.Minute}, "--delay 1h1m0s: a delay must be between 0s and 1h"},
		{Config{Jitter: -ms(5)}, "--jitter -5ms: jitter must not be negative"},
		{Config{Delay: ms(5), Jitter: ms(6)}, "--jitter 6ms: jitter must be at most the delay, which is 5ms one way"},
		{Config{Loss: 2}, "--loss 200%: a loss must be between 0% and 100%"},
		{Config{Loss: -0.07}, "--loss -7%: a loss must be between 0% and 100%"},
		{Config{Loss: nan}, "--loss NaN%: a loss must be between 0% and 100%"},
		{Config{Loss: math.Inf(1)}, "--loss +Inf%: a loss must be between 0% and 100%"},
		{Config{Loss: 0.02, Burst: burst}, "--loss 2%: leave out --loss with --burst, which already says what is lost"},
		{
			Config{Burst: GilbertElliott{P: 1, R: 20, LossBad: 80}},
			"--burst 100%,2000%,8000%: each of the three numbers must be between 0% and 100%",
		},
		{
			Config{Burst: GilbertElliott{P: nan, R: 1, LossBad: 1}},
			"--burst NaN%,100%,100%: each of the three numbers must be between 0% and 100%",
		},
		{
			Config{Burst: GilbertElliott{P: 0.5, R: 0.5, LossBad: 1, LossGood: 2}},
			"--burst 50%,50%,100%,200%: each of the three numbers must be between 0% and 100%",
		},
		{
			Config{Burst: GilbertElliott{R: 0.2, LossBad: 0.8}},
			"--burst 0%,20%,80%: no burst would ever begin; the first number must be above 0%",
		},
		{
			Config{Burst: GilbertElliott{P: 0.01, LossBad: 0.8}},
			"--burst 1%,0%,80%: no burst would ever end; the second number must be above 0%",
		},
		{
			Config{Reorder: 1.5, ReorderBy: ms(30)},
			"--reorder 150%,30ms: the share held back must be between 0% and 100%",
		},
		{Config{Reorder: nan}, "--reorder NaN%,0s: the share held back must be between 0% and 100%"},
		{
			Config{Reorder: 0.05, ReorderBy: -ms(30)},
			"--reorder 5%,-30ms: the time held back must be between 0s and 1h",
		},
		{
			Config{Reorder: 0.05},
			"--reorder 5%,0s: say for how long packets are held back, as in 5%,30ms",
		},
		{Config{Duplicate: 1.01}, "--duplicate 101%: the share duplicated must be between 0% and 100%"},
		{Config{Duplicate: nan}, "--duplicate NaN%: the share duplicated must be between 0% and 100%"},
		{Config{Bandwidth: -5 * mbit}, "--bandwidth -5000000: a bandwidth must be at least 1k (1000 bit/s), or 0 for no limit"},
		{Config{Bandwidth: 5}, "--bandwidth 5: a bandwidth must be at least 1k (1000 bit/s), or 0 for no limit"},
		{Config{Bandwidth: mbit, Queue: 1499}, "--queue 1499: a queue must hold at least one packet, 1500 bytes"},
		{Config{Bandwidth: mbit, Queue: -1}, "--queue -1: a queue must hold at least one packet, 1500 bytes"},
		{Config{Bandwidth: mbit, Queue: 1<<30 + 1}, "--queue 1073741825: a queue must hold at most 1 GiB"},
		{Config{Queue: 64 << 10}, "--queue 65536: without a --bandwidth nothing ever waits"},
	}
	for _, test := range tests {
		got := ""
		if err := test.c.Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%+v:\n got %q\nwant %q", test.c, got, test.want)
		}
	}
}
