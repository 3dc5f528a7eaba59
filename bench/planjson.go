package bench

import (
	"encoding/json"
	"slices"
	"time"

	"wirelab/internal/network/link"
	"wirelab/wsdemo/socketio"
)

// A planJSON is a plan as it stands in JSON. Durations are in milliseconds.
type planJSON struct {
	Transports []string          `json:"transports"`
	Server     string            `json:"server"`
	Net        string            `json:"net"`
	Link       *planLink         `json:"link"`
	RealTime   bool              `json:"realTime"`
	Targets    map[string]string `json:"targets"`
	Rate       float64           `json:"rate"`
	Size       int               `json:"size"`
	Duration   jsonTime          `json:"duration"`
	Wait       jsonTime          `json:"wait"`
	WarmUp     jsonTime          `json:"warmUp"`
	Trials     int               `json:"trials"`
	Seed       uint64            `json:"seed"`
	SocketIO   string            `json:"socketioTransports,omitempty"`
	*planRoom
	Bulk     int      `json:"bulk,omitempty"`
	Interval jsonTime `json:"interval,omitempty"` // of transfers, and where it is not the default
}

// MarshalJSON implements json.Marshaler.
func (p Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(planJSON{
		p.Transports, p.Server, p.Net, p.linkJSON(), !p.Virtual(), p.Targets, p.Rate, p.Size,
		jsonTime(p.Duration), jsonTime(p.Wait), jsonTime(p.WarmUp), p.Trials, p.Seed, p.socketIO(),
		p.roomJSON(), p.Bulk, p.intervalJSON(),
	})
}

// UnmarshalJSON implements json.Unmarshaler. What JSON leaves out is as in [DefaultPlan]. It does not say
// whether the plan makes sense: see [Plan.Validate].
func (p *Plan) UnmarshalJSON(text []byte) error {
	d := DefaultPlan("host")
	in := planJSON{planRoom: &planRoom{Subscribers: d.Subscribers}}
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*p = Plan{
		Transports: in.Transports, Server: in.Server, Net: in.Net, RealTime: in.Net == "lab" && in.RealTime,
		Targets: in.Targets, Rate: in.Rate, Size: in.Size,
		Duration: time.Duration(in.Duration), Wait: time.Duration(in.Wait), WarmUp: time.Duration(in.WarmUp),
		Trials: in.Trials, Seed: in.Seed, SocketIO: d.SocketIO, Bulk: in.Bulk, Interval: d.Interval, Subscribers: d.Subscribers,
	}
	if in.Link != nil {
		p.Link, p.Up, p.Down = in.Link.Name, in.Link.Up, in.Link.Down
	}
	if in.SocketIO != "" {
		p.SocketIO = socketio.Transports(in.SocketIO)
	}
	if in.Interval != 0 {
		p.Interval = time.Duration(in.Interval)
	}
	if p.Server == "broadcast" {
		p.Subscribers, p.Slow, p.Disconnect, p.Resume = in.Subscribers, in.Slow, time.Duration(in.Disconnect), in.Resume
	}
	return nil
}

// intervalJSON is the interval where it has a part in what is reported, or in the command line.
func (p Plan) intervalJSON() jsonTime {
	if p.Bulk == 0 && p.Interval == p.defaults().Interval {
		return 0
	}
	return jsonTime(p.Interval)
}

// socketIO is how Socket.IO is used; "" if it is not.
func (p Plan) socketIO() string {
	if !slices.Contains(p.Transports, "socketio") {
		return ""
	}
	return string(p.SocketIO)
}

// A planLink is the link as it stands in JSON.
type planLink struct {
	Name string      `json:"name"`
	Up   link.Config `json:"up"`
	Down link.Config `json:"down"`
}

func (p Plan) linkJSON() *planLink {
	if !p.Linked() {
		return nil
	}
	return &planLink{p.Link, p.Up, p.Down}
}

// A planRoom is what a plan for broadcast servers says beyond one for echo servers.
type planRoom struct {
	Subscribers int      `json:"subscribers"`
	Slow        int      `json:"slow"`
	Disconnect  jsonTime `json:"disconnect"`
	Resume      bool     `json:"resume"`
}

func (p Plan) roomJSON() *planRoom {
	if p.Server != "broadcast" {
		return nil
	}
	return &planRoom{p.Subscribers, p.Slow, jsonTime(p.Disconnect), p.Resume}
}
