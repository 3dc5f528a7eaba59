package engine

import (
	"wirelab/bench"
	"wirelab/bench/plot"
	"wirelab/internal/network/link"
	"wirelab/internal/transport"
)

// Described is what there is to choose from.
type Described struct {
	Version    string        `json:"version"`
	Networks   []string      `json:"networks"` // for --net
	Commands   bool          `json:"commands"` // the engine answers command
	Profiles   []profile     `json:"profiles"` // for --link
	Transports []transportOf `json:"transports"`
	Plan       bench.Plan    `json:"plan"` // what bench does without options, as a report has it
	Broadcast  bench.Plan    `json:"broadcast"`
	Queue      bench.Plan    `json:"queue"`
	Pictures   []string      `json:"pictures"` // names
}

// A profile is a link that can be named.
type profile struct {
	link.Profile
	RTT  float64 `json:"rtt"`  // of the link itself, in milliseconds
	Says string  `json:"says"` // what it does to packets
}

type transportOf struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	MaxMessage int    `json:"maxMessage"` // bytes
	Reliable   bool   `json:"reliable"`
}

func (e *Engine) describe() *Described {
	d := &Described{
		Version: e.Version, Networks: e.Networks, Commands: e.Run != nil,
		Plan: bench.DefaultPlan("lab"), Broadcast: bench.DefaultPlan("lab"), Queue: bench.DefaultQueue("lab"), Pictures: plot.Names,
	}
	d.Broadcast.Server = "broadcast"
	for _, p := range link.Profiles() {
		d.Profiles = append(d.Profiles, profile{p, float64(p.RTT().Microseconds()) / 1000, p.Describe()})
	}
	for _, t := range transport.WithSocketIO() {
		d.Transports = append(d.Transports, transportOf{t.Name, t.Title, t.MaxMessage, t.Reliable})
	}
	return d
}
