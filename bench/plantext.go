package bench

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wirelab/internal/network/link"
	"wirelab/wsdemo/socketio"
)

// Command is the command line that runs the plan again.
func (p Plan) Command() string {
	line := []string{"wirelab bench"}
	d := p.defaults()
	add := func(differs bool, flag string, value any) {
		if differs {
			line = append(line, fmt.Sprintf("--%s %v", flag, value))
		}
	}
	add(p.Net != "lab", "net", p.Net)
	add(p.Link != d.Link && p.Link != "custom", "link", p.Link)
	add(p.Server != "echo", "server", p.Server)
	if p.Link == "custom" {
		line = append(line, p.Up.Flags())
	}
	if p.RealTime {
		line = append(line, "--real-time")
	}
	add(!slices.Equal(p.Transports, d.Transports), "transport", strings.Join(p.Transports, ","))
	var targets []string
	for _, name := range p.Transports {
		targets = append(targets, p.Targets[name])
	}
	add(len(p.Targets) > 0, "target", strings.Join(targets, ","))
	add(p.Rate != d.Rate, "rate", strconv.FormatFloat(p.Rate, 'f', -1, 64)) // a million, not 1e+06
	add(p.Size != d.Size, "size", p.Size)
	add(p.Bulk != 0, "bulk", bulkText(p.Bulk))
	add(p.Interval != d.Interval, "interval", p.Interval)
	add(p.Duration != d.Duration, "duration", p.Duration)
	add(p.Wait != d.Wait, "wait", p.Wait)
	add(p.Trials != d.Trials, "trials", p.Trials)
	add(p.Seed != d.Seed, "seed", p.Seed)
	add(p.SocketIO != d.SocketIO, "socketio-transports", p.SocketIO)
	add(p.Guarantee != "", "guarantee", p.Guarantee)
	add(p.Crash != "" && p.Crash != CrashNone, "crash", p.Crash)
	add(p.NoFsync, "fsync", "off")
	if p.Server == "broadcast" {
		add(p.Subscribers != d.Subscribers, "subscribers", p.Subscribers)
		add(p.Slow != 0, "slow", p.Slow)
		add(p.Disconnect != 0, "disconnect", p.Disconnect)
		if p.Resume {
			line = append(line, "--resume")
		}
	}
	return strings.Join(line, " ")
}

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
	*planQueue
	Bulk     int      `json:"bulk,omitempty"`
	Interval jsonTime `json:"interval,omitempty"` // of transfers, and where it is not the default
}

// MarshalJSON implements json.Marshaler.
func (p Plan) MarshalJSON() ([]byte, error) {
	return json.Marshal(planJSON{
		p.Transports, p.Server, p.Net, p.linkJSON(), !p.Virtual(), p.Targets, p.Rate, p.Size,
		jsonTime(p.Duration), jsonTime(p.Wait), jsonTime(p.WarmUp), p.Trials, p.Seed, p.socketIO(),
		p.roomJSON(), p.queueJSON(), p.Bulk, p.intervalJSON(),
	})
}

// UnmarshalJSON implements json.Unmarshaler. What JSON leaves out is as in [DefaultPlan]. It does not say
// whether the plan makes sense: see [Plan.Validate].
func (p *Plan) UnmarshalJSON(text []byte) error {
	d := DefaultPlan("host")
	in := planJSON{planRoom: &planRoom{Subscribers: d.Subscribers}, planQueue: &planQueue{}}
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
	if p.Server == "queue" {
		p.Guarantee, p.Crash, p.NoFsync = in.Guarantee, in.Crash, in.Fsync != nil && !*in.Fsync
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

// A planQueue is what a plan for queues says beyond one for echo servers.
type planQueue struct {
	Guarantee Guarantee `json:"guarantee"`
	Crash     Crash     `json:"crash"`
	DownFor   jsonTime  `json:"downFor"`  // from a crash until who crashed is started again
	AnswerIn  jsonTime  `json:"answerIn"` // what is not done so long after its delivery is delivered again
	Fsync     *bool     `json:"fsync"`    // null where there is no disk
}

func (p Plan) queueJSON() *planQueue {
	if p.Server != "queue" {
		return nil
	}
	q := &planQueue{p.Guarantee, p.Crash, jsonTime(DownFor), jsonTime(p.AnswerIn()), nil}
	if p.Net == "host" && len(p.Targets) == 0 {
		q.Fsync = new(!p.NoFsync)
	}
	return q
}
