package link

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

// One line for each profile: round trip, and what happens one way.
const profiles = `
ideal          0s     no loss
lan            500µs  1 Gbit/s
wifi           40ms   jitter 5 ms, 0.2 % loss each way, 30 Mbit/s down, 15 Mbit/s up
cafe           30ms   jitter 5 ms, 2 % loss each way, 2 % arrive 30 ms late (reordered), 5 Mbit/s down, 1 Mbit/s up
bursty         30ms   jitter 5 ms, 3.8 % loss each way in bursts, 5 Mbit/s down, 1 Mbit/s up
dsl            50ms   jitter 2 ms, 1.5 Mbit/s down, 384 kbit/s up
4g             60ms   jitter 10 ms, 0.2 % loss each way, 9 Mbit/s down, 1.5 Mbit/s up
3g             250ms  jitter 50 ms, 0.5 % loss each way, 1.2 Mbit/s
starlink       45ms   jitter 7 ms, 1 % loss each way, 100 Mbit/s down, 15 Mbit/s up
satellite      600ms  jitter 10 ms, 0.1 % loss each way, 1 Mbit/s down, 256 kbit/s up
transatlantic  75ms   jitter 1 ms, 0.01 % loss each way, 1 Gbit/s
lossy          40ms   2 % loss each way
shuffled       40ms   5 % arrive 30 ms late (reordered)
`

func TestProfiles(t *testing.T) {
	var b strings.Builder
	for _, p := range Profiles() {
		fmt.Fprintf(&b, "%-13s  %-5v  %s\n", p.Name, p.RTT(), p.Describe())
		for _, c := range []Config{p.Up, p.Down} {
			if err := c.Validate(); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
		if p.Up.Delay != p.Down.Delay {
			t.Errorf("%s: the delay is %v up and %v down", p.Name, p.Up.Delay, p.Down.Delay)
		}
		if p.About == "" || p.Source == "" {
			t.Errorf("%s does not say what it is or where it comes from", p.Name)
		}
		if named, err := Named(p.Name); err != nil || named != p {
			t.Errorf("Named(%q) = %+v, %v", p.Name, named, err)
		}
	}
	if got, want := b.String(), profiles[1:]; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	p, _ := Named("bursty")
	if want := (GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}); p.Up.Burst != want {
		t.Errorf("bursty: %+v, want %+v", p.Up.Burst, want)
	}
}

func ExampleNamed() {
	_, err := Named("lte")
	fmt.Println(err)
	// Output:
	// there is no link "lte"; choose one of ideal, lan, wifi, cafe, bursty, dsl, 4g, 3g, starlink, satellite, transatlantic, lossy, shuffled
}

func ExampleConfig_Describe() {
	fmt.Println(Config{}.Describe())
	fmt.Println(Config{Delay: ms(15), Jitter: 1500 * time.Microsecond, Loss: 0.02, Duplicate: 0.001}.Describe())
	fmt.Println(Profile{Up: Config{Loss: 0.07}, Down: Config{Bandwidth: 2 * mbit}}.Describe())
	fmt.Println(Profile{Up: Config{Bandwidth: mbit, Queue: 3000}}.Describe())
	fmt.Println(Config{Burst: GilbertElliott{P: 1, R: 0.001, LossBad: 1}}.Describe())
	// Output:
	// no loss
	// jitter 1.5 ms, 2 % loss each way, 0.1 % twice
	// down: 2 Mbit/s; up: 7 % loss
	// no limit down, 1 Mbit/s up
	// 100 % loss each way in bursts
}

func ExampleProfile_json() {
	cafe, _ := Named("cafe")
	cafe.Down = Config{Delay: 15500 * time.Microsecond, Burst: GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}}
	b, err := json.MarshalIndent(cafe, "", "  ")
	fmt.Println(string(b), err)
	// Output:
	// {
	//   "name": "cafe",
	//   "up": {
	//     "delay": 15,
	//     "jitter": 5,
	//     "loss": 0.02,
	//     "burst": null,
	//     "reorder": 0.02,
	//     "reorderBy": 30,
	//     "duplicate": 0,
	//     "bandwidth": 1000000,
	//     "queue": 65536
	//   },
	//   "down": {
	//     "delay": 15.5,
	//     "jitter": 0,
	//     "loss": 0,
	//     "burst": {
	//       "p": 0.01,
	//       "r": 0.2,
	//       "lossBad": 0.8,
	//       "lossGood": 0
	//     },
	//     "reorder": 0,
	//     "reorderBy": 0,
	//     "duplicate": 0,
	//     "bandwidth": 0,
	//     "queue": 0
	//   },
	//   "about": "a crowded access point: the default",
	//   "source": "synthetic: chosen to show every effect at once"
	// } <nil>
}
