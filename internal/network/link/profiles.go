package link

import (
	"fmt"
	"strings"
	"time"
)

// A Profile is a link that has a name.
type Profile struct {
	Name   string `json:"name"`
	Up     Config `json:"up"`     // towards the server
	Down   Config `json:"down"`   // towards the client
	About  string `json:"about"`  // what it stands for
	Source string `json:"source"` // where its figures come from
}

// RTT is the round trip time that the two delays add up to.
func (p Profile) RTT() time.Duration { return p.Up.Delay + p.Down.Delay }

const (
	kbit = 1000
	mbit = 1000 * kbit
	gbit = 1000 * mbit
)

// Profiles returns all profiles, in the order in which they are shown. All settings are one way.
func Profiles() []Profile {
	return []Profile{
		profile("ideal", 0, 0, 0, Config{},
			"nothing is lost, nothing takes time",
			"by definition: the lab's floor"),
		profile("lan", 500*time.Microsecond, 1*gbit, 1*gbit, Config{},
			"a cable to the same switch or the next",
			"typical of switched Ethernet"),
		profile("wifi", ms(40), 30*mbit, 15*mbit, Config{Jitter: ms(5), Loss: 0.002},
			"a good wireless network",
			"the wifi row in the README of the tool comcast"),
		profile("cafe", ms(30), 5*mbit, 1*mbit,
			Config{Jitter: ms(5), Loss: 0.02, Reorder: 0.02, ReorderBy: ms(30)},
			"a crowded access point: the default",
			"synthetic: chosen to show every effect at once"),
		profile("bursty", ms(30), 5*mbit, 1*mbit,
			Config{Jitter: ms(5), Burst: GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}},
			"losses that come together: for UDP, since the lab's TCP recovers from them unlike Linux's",
			"synthetic: a Gilbert-Elliott model with bad spells of 5 packets on average"),
		profile("dsl", ms(50), 1500*kbit, 384*kbit, Config{Jitter: ms(2)},
			"an old telephone line",
			"WebPageTest's DSL; the jitter is ours"),
		profile("4g", ms(60), 9*mbit, 1500*kbit, Config{Jitter: ms(10), Loss: 0.002},
			"a phone",
			"Fast 4G in Chrome's developer tools; the loss from Loadero's 4G"),
		profile("3g", ms(250), 1200*kbit, 1200*kbit, Config{Jitter: ms(50), Loss: 0.005},
			"a phone far from town",
			"Loadero's 3G"),
		profile("starlink", ms(45), 100*mbit, 15*mbit, Config{Jitter: ms(7), Loss: 0.01},
			"satellites in low orbit",
			"measurements published 2022 to 2024: round trips of 26 to 50 ms, jitter of 6.7 ms"),
		profile("satellite", ms(600), 1*mbit, 256*kbit, Config{Jitter: ms(10), Loss: 0.001},
			"a satellite in geostationary orbit",
			"physics: 4 times 35,786 km at the speed of light takes 477 ms, the rest is equipment"),
		profile("transatlantic", ms(75), 1*gbit, 1*gbit, Config{Jitter: ms(1), Loss: 0.0001},
			"a data centre on the other side of the ocean",
			"physics: light in fibre takes 56 ms for about 5,600 km and back, detours the rest"),
		profile("lossy", ms(40), 0, 0, Config{Loss: 0.02},
			"loss alone",
			"the textbook case: 2 % each way, independent"),
		profile("shuffled", ms(40), 0, 0, Config{Reorder: 0.05, ReorderBy: ms(30)},
			"reordering alone",
			"synthetic: 5 % of the packets take 30 ms longer"),
	}
}

// Named returns the profile of that name, or an error that lists the names there are.
func Named(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("there is no link %q; choose one of %s", name, strings.Join(names, ", "))
}

// profile makes a Profile whose directions are alike but for the bandwidth.
func profile(name string, rtt time.Duration, down, up int64, c Config, about, source string) Profile {
	p := Profile{Name: name, Up: c, Down: c, About: about, Source: source}
	p.Up.Delay, p.Up.Bandwidth = rtt/2, up
	p.Down.Delay, p.Down.Bandwidth = rtt/2, down
	return p
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }
