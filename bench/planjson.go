package bench

import (
	"encoding/json"
	"slices"

	"wirelab/internal/network/link"
)

// MarshalJSON implements json.Marshaler. Durations are in milliseconds.
func (p Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Transports []string          `json:"transports"`
		Server     string            `json:"server"`
		Net        string            `json:"net"`
		Link       *planLink         `json:"link"`
		RealTime   bool              `json:"realTime"`
		Targets    map[string]string `json:"targets"`
		Rate       float64           `json:"rate"`
		Size       int               `json:"size"`
		Duration   float64           `json:"duration"`
		Wait       float64           `json:"wait"`
		WarmUp     float64           `json:"warmUp"`
		Trials     int               `json:"trials"`
		Seed       uint64            `json:"seed"`
		SocketIO   string            `json:"socketioTransports,omitempty"`
		*planRoom
		*planBulk
	}{
		p.Transports, p.Server, p.Net, p.linkJSON(), !p.Virtual(), p.Targets, p.Rate, p.Size,
		Milliseconds(p.Duration), Milliseconds(p.Wait), Milliseconds(p.WarmUp), p.Trials, p.Seed, p.socketIO(),
		p.roomJSON(), p.bulkJSON(),
	})
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
	Subscribers int     `json:"subscribers"`
	Slow        int     `json:"slow"`
	Disconnect  float64 `json:"disconnect"`
	Resume      bool    `json:"resume"`
}

func (p Plan) roomJSON() *planRoom {
	if p.Server != "broadcast" {
		return nil
	}
	return &planRoom{p.Subscribers, p.Slow, Milliseconds(p.Disconnect), p.Resume}
}

// A planBulk is what a plan of bulk transfers says beyond others.
type planBulk struct {
	Bulk     int     `json:"bulk"`
	Interval float64 `json:"interval"`
}

func (p Plan) bulkJSON() *planBulk {
	if p.Bulk == 0 {
		return nil
	}
	return &planBulk{p.Bulk, Milliseconds(p.Interval)}
}
