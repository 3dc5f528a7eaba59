package bench

import (
	"errors"
	"fmt"
	"math"
	"net"
	"slices"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/transport"
	"wirelab/wsdemo/socketio"
)

// A Plan says what to measure. Its zero value is not a valid plan: start from [DefaultPlan].
type Plan struct {
	Transports []string          // by name, in the order of the columns
	Server     string            // "echo", "broadcast" or "queue"
	Net        string            // "lab", "host" or "kernel"
	Link       string            // the link of a lab or of kernels: a profile's name, or "custom"
	Up, Down   link.Config       // that link, towards the server and back
	RealTime   bool              // the lab's clock is the machine's
	Targets    map[string]string // addresses of servers by transport; without one bench starts its own
	Rate       float64           // messages a second; 0 as fast as TCP takes them, in a transfer
	Size       int               // bytes a message, as the application sees it, framing not counted
	Duration   time.Duration     // of each trial, warm-up and waiting not counted
	Wait       time.Duration     // how long after its own sending a message may still arrive
	WarmUp     time.Duration     // comes before each trial, and is outside every number
	Trials     int
	Seed       uint64

	SocketIO socketio.Transports // what a client of Socket.IO carries its session with

	Bulk     int           // bytes to send as one transfer (bulk.go); 0: messages at a steady rate for a duration
	Interval time.Duration // of a transfer's goodput over time

	// These are for broadcast servers.
	Subscribers int           // members of the room who listen; one more publishes
	Slow        int           // how many of them take a tenth of the messages that are due
	Disconnect  time.Duration // for how long one of them goes away
	Resume      bool          // subscribers ask for what they have missed

	// These are for queues (queue.go).
	Guarantee Guarantee
	Crash     Crash
	NoFsync   bool // a server on this machine says that an event is kept before it is on the disk
}

// DefaultPlan is the plan that bench runs on a network if no options change it.
func DefaultPlan(net string) Plan {
	p := Plan{
		Transports: []string{"tcp", "udp", "ws"},
		Server:     "echo",
		Net:        net,
		Rate:       50,
		Size:       200,
		Duration:   2 * time.Second,
		Wait:       2 * time.Second,
		Trials:     7,
		Seed:       1,
		SocketIO:   socketio.PollingThenWebSocket,
		Interval:   time.Second,

		Subscribers: 10,
	}
	if !p.Linked() {
		p.WarmUp = 200 * time.Millisecond
		return p
	}
	if p.Virtual() {
		p.Duration = 30 * time.Second // virtual time costs little
	}
	p.Link = "cafe"
	if cafe, err := link.Named(p.Link); err == nil {
		p.Up, p.Down = cafe.Up, cafe.Down
	}
	return p
}

// Linked says whether the plan's network has a link that is ours: the lab, and kernels. There, packets can
// be seen, and there is no warm-up, so that the first message is the first on the link.
func (p Plan) Linked() bool { return p.Net == "lab" || p.Net == "kernel" }

// Virtual says whether the plan is carried out in virtual time.
func (p Plan) Virtual() bool { return p.Net == "lab" && !p.RealTime }

// Clients is how many hosts talk to the server.
func (p Plan) Clients() int {
	switch p.Server {
	case "broadcast":
		return 1 + p.Subscribers
	case "queue":
		return 2 // the producer and the consumer
	}
	return 1
}

// RoundTrip is what the link itself takes for the way there and back; 0 where it is not known.
func (p Plan) RoundTrip() time.Duration {
	if !p.Linked() {
		return 0
	}
	return p.Up.Delay + p.Down.Delay
}

// Messages is how many messages a trial sends.
func (p Plan) Messages() int {
	if p.Bulk > 0 {
		return ceil(p.Bulk, p.Size)
	}
	return int(math.Round(p.Rate * p.Duration.Seconds()))
}

// Due is when message seq is due, counted from the start: seq/rate, whatever happened before.
func (p Plan) Due(seq int) time.Duration {
	if p.Rate == 0 {
		return 0
	}
	return time.Duration(float64(seq) / p.Rate * float64(time.Second))
}

// MinSize is the smallest message that can be measured, in bytes: its mark must fit.
const MinSize = 8

// MinText is the smallest message that can be measured as text, in bytes: its mark is in hexadecimal.
const MinText = 2 * MinSize

// Limits of a plan, so that it fits in memory and ends within a day.
const (
	maxTime       = 24 * time.Hour
	minInterval   = 100 * time.Millisecond
	maxRate       = 1_000_000
	maxMessages   = 1_000_000
	maxDeliveries = 2_000_000 // messages times subscribers
	maxTrials     = 1000
)

// Validate says what is wrong with the plan: one line, with the options of the command line.
func (p Plan) Validate() error {
	if err := p.validateTransports(); err != nil {
		return err
	}
	switch {
	case !slices.Contains([]string{"echo", "broadcast", "queue"}, p.Server):
		return fmt.Errorf("--server %s: choose echo, broadcast or queue", p.Server)
	case p.Net != "lab" && p.Net != "host" && p.Net != "kernel":
		return fmt.Errorf("--net %s: choose lab, host or kernel", p.Net)
	case p.Wait <= 0 || p.Wait > maxTime:
		return fmt.Errorf("--wait %v: a wait must be more than 0 and at most %v", p.Wait, maxTime)
	case p.Interval < minInterval || p.Interval > maxTime:
		return fmt.Errorf("--interval %v: an interval must be between %v and %v", p.Interval, minInterval, maxTime)
	case p.WarmUp < 0:
		return errors.New("a warm-up must not be negative")
	case p.Trials < 1 || p.Trials > maxTrials:
		return fmt.Errorf("--trials %d: choose 1 to %d trials", p.Trials, maxTrials)
	}
	if err := p.validateLoad(); err != nil {
		return err
	}
	for _, check := range []func() error{p.validateRoom, p.validateQueue, p.validateLink, p.validateTargets} {
		if err := check(); err != nil {
			return err
		}
	}
	return p.validateMemory(false)
}

// validateLoad is about how much is sent, and how fast.
func (p Plan) validateLoad() error {
	if p.Bulk != 0 {
		return p.validateBulk()
	}
	switch {
	case !(p.Rate > 0 && p.Rate <= maxRate): // so that NaN fails too
		return fmt.Errorf("--rate %g: a rate must be more than 0 and at most %d messages a second", p.Rate, maxRate)
	case p.Duration <= 0 || p.Duration > maxTime:
		return fmt.Errorf("--duration %v: a duration must be more than 0 and at most %v", p.Duration, maxTime)
	case p.Rate*p.Duration.Seconds() > maxMessages:
		return fmt.Errorf("--rate %g for %v: a trial has at most %d messages", p.Rate, p.Duration, maxMessages)
	case p.Messages() < 1:
		return fmt.Errorf("--rate %g for %v: that is not even one message", p.Rate, p.Duration)
	}
	return nil
}

func (p Plan) validateLink() error {
	switch {
	case p.Linked() && len(p.Targets) > 0:
		return fmt.Errorf("--target: --net %s has its own servers; use --net host", p.Net)
	case !p.Linked() && p.Link != "":
		return fmt.Errorf("--link %s: --net %s has no emulated link", p.Link, p.Net)
	case p.Net != "lab" && p.RealTime:
		return fmt.Errorf("--real-time: --net %s always runs in real time", p.Net)
	case !p.Linked():
		return nil
	}
	if err := p.Up.Validate(); err != nil {
		return err
	}
	return p.Down.Validate()
}

func (p Plan) validateTransports() error {
	if len(p.Transports) == 0 {
		return errors.New("--transport: name at least one of tcp, udp, ws, socketio")
	}
	seen := map[string]bool{}
	for _, name := range p.Transports {
		t, err := transport.Named(name)
		switch {
		case err != nil:
			return fmt.Errorf("--transport: %w", err)
		case seen[name]:
			return fmt.Errorf("--transport: %s is named twice", name)
		case p.Size < MinSize:
			return fmt.Errorf("--size %d: a message carries its number and needs at least %d bytes", p.Size, MinSize)
		case t.Text && p.Size < MinText:
			return fmt.Errorf("--size %d: over %s a message is text, and needs at least %d bytes for its number", p.Size, t.Title, MinText)
		case p.Size > t.MaxMessage:
			return fmt.Errorf("--size %d: a message over %s can have at most %d bytes", p.Size, t.Title, t.MaxMessage)
		}
		seen[name] = true
	}
	by := []socketio.Transports{socketio.PollingThenWebSocket, socketio.WebSocketOnly, socketio.PollingOnly}
	switch {
	case !slices.Contains(by, p.SocketIO):
		return fmt.Errorf("--socketio-transports %s: it is one of %s | %s | %s", p.SocketIO, by[0], by[1], by[2])
	case p.SocketIO != by[0] && !seen["socketio"]:
		return errors.New("--socketio-transports: only socketio has them; add --transport socketio")
	}
	return nil
}

// Transport returns the transport of that name, as the plan has it used.
func (p Plan) Transport(name string) (transport.Transport, error) {
	t, err := transport.Named(name)
	if err == nil && name == "socketio" {
		t = transport.SocketIO(t, socketio.Options{Transports: p.SocketIO})
	}
	return t, err
}

func (p Plan) validateTargets() error {
	for _, name := range p.Transports {
		target, ok := p.Targets[name]
		if !ok && len(p.Targets) > 0 {
			return fmt.Errorf("--target: there is no address for %s", name)
		}
		if !ok {
			continue
		}
		if _, port, err := net.SplitHostPort(target); err != nil || port == "" {
			return fmt.Errorf("--target %s: write the address of the %s server as HOST:PORT", target, name)
		}
	}
	return nil
}
