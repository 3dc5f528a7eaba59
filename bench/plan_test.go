package bench

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

func TestPlanValidate(t *testing.T) {
	for _, net := range []string{"host"} {
		if err := DefaultPlan(net).Validate(); err != nil {
			t.Errorf("the default plan for %s: %v", net, err)
		}
	}
	for _, test := range []struct {
		change func(p *Plan)
		want   string // "" for a good plan
	}{
		{func(p *Plan) { p.Transports = nil }, "--transport: name at least one of tcp, udp, ws, socketio"},
		{func(p *Plan) { p.Transports = []string{"sctp"} }, `--transport: there is no transport "sctp"; choose one of tcp, udp, ws, socketio`},
		{func(p *Plan) { p.Transports = []string{""} }, `--transport: there is no transport ""; choose one of tcp, udp, ws, socketio`},
		{func(p *Plan) { p.Transports = []string{"tcp", "udp", "tcp"} }, "--transport: tcp is named twice"},
		{func(p *Plan) { p.Server = "chargen" }, "--server chargen: choose echo, broadcast or queue"},
		{func(p *Plan) { p.Slow = 1 }, "--slow 1: an echo server has no subscribers; add --server broadcast"},
		{func(p *Plan) { p.Disconnect = time.Second }, "--disconnect 1s: an echo server has no subscribers; add --server broadcast"},
		{func(p *Plan) { p.Resume = true }, "--resume: an echo server has nothing to resume; add --server broadcast"},
		{func(p *Plan) { p.Server, p.Subscribers = "broadcast", 0 }, "--subscribers 0: choose 1 to 1000 subscribers"},
		{func(p *Plan) { p.Server, p.Subscribers = "broadcast", 1 }, ""},
		{func(p *Plan) { p.Server, p.Slow = "broadcast", 10 }, "--slow 10: at least one of the 10 subscribers must not be slow, to compare with"},
		{func(p *Plan) { p.Server, p.Slow, p.Disconnect = "broadcast", 8, time.Second }, ""},
		{func(p *Plan) { p.Server, p.Disconnect = "broadcast", 1001*ms }, "--disconnect 1.001s: choose at most half of --duration 2s"},
		{func(p *Plan) { p.Server, p.Size = "broadcast", 15 }, "--size 15: a message to a room must have 16 to 1000 bytes"},
		{func(p *Plan) { p.Server, p.Size = "broadcast", 1001 }, "--size 1001: a message to a room must have 16 to 1000 bytes"},
		{
			func(p *Plan) { p.Server, p.Subscribers, p.Rate = "broadcast", 1000, 1001 },
			"--subscribers 1000: a trial has at most 2000000 deliveries, and this one would have 2002 messages",
		},
		{func(p *Plan) { p.Net = "moon" }, "--net moon: choose lab, host or kernel"},
		{func(p *Plan) { p.Link = "cafe" }, "--link cafe: --net host has no emulated link"},
		{func(p *Plan) { p.RealTime = true }, "--real-time: --net host always runs in real time"},
		{func(p *Plan) { p.Rate = 0 }, "--rate 0: a rate must be more than 0 and at most 1000000 messages a second"},
		{func(p *Plan) { p.Rate = -1 }, "--rate -1: a rate must be more than 0 and at most 1000000 messages a second"},
		{func(p *Plan) { p.Rate = 2e6 }, "--rate 2e+06: a rate must be more than 0 and at most 1000000 messages a second"},
		{func(p *Plan) { p.Rate = math.NaN() }, "--rate NaN: a rate must be more than 0 and at most 1000000 messages a second"},
		{func(p *Plan) { p.Rate = math.Inf(1) }, "--rate +Inf: a rate must be more than 0 and at most 1000000 messages a second"},
		{func(p *Plan) { p.Size = 7 }, "--size 7: a message carries its number and needs at least 8 bytes"},
		{func(p *Plan) { p.Size = -1 }, "--size -1: a message carries its number and needs at least 8 bytes"},
		{func(p *Plan) { p.Size = 8 }, ""},
		{func(p *Plan) { p.Duration = 0 }, "--duration 0s: a duration must be more than 0 and at most 24h0m0s"},
		{func(p *Plan) { p.Duration = -time.Second }, "--duration -1s: a duration must be more than 0 and at most 24h0m0s"},
		{func(p *Plan) { p.Wait = 0 }, "--wait 0s: a wait must be more than 0 and at most 24h0m0s"},
		{func(p *Plan) { p.WarmUp = -1 }, "a warm-up must not be negative"},
		{func(p *Plan) { p.WarmUp = 0 }, ""},
		{func(p *Plan) { p.Trials = 0 }, "--trials 0: choose 1 to 1000 trials"},
		{func(p *Plan) { p.Trials = 1001 }, "--trials 1001: choose 1 to 1000 trials"},
		{func(p *Plan) { p.Trials = 1000 }, ""},
		{func(p *Plan) { p.Rate, p.Duration = 1e6, 11*time.Second }, "--rate 1e+06 for 11s: a trial has at most 1000000 messages"},
		{func(p *Plan) { p.Rate, p.Duration = 1e6, time.Second }, ""},
		{func(p *Plan) { p.Duration = math.MaxInt64 }, "--duration 2562047h47m16.854775807s: a duration must be more than 0 and at most 24h0m0s"},
		{func(p *Plan) { p.Rate, p.Duration = 1, 400*ms }, "--rate 1 for 400ms: that is not even one message"},
		{func(p *Plan) { p.Rate, p.Duration = 1, 500*ms }, ""},
		{func(p *Plan) { p.Targets = map[string]string{"tcp": "example.org"} }, "--target example.org: write the address of the tcp server as HOST:PORT"},
		{func(p *Plan) { p.Transports, p.Targets = []string{"ws"}, map[string]string{"ws": "example.org:"} }, "--target example.org:: write the address of the ws server as HOST:PORT"},
		{func(p *Plan) { p.Targets = map[string]string{"tcp": "example.org:7"} }, "--target: there is no address for udp"},
		{func(p *Plan) { p.Transports, p.Targets = []string{"udp"}, map[string]string{"udp": "[::1]:7"} }, ""},
	} {
		p := DefaultPlan("host")
		test.change(&p)
		if got := checks.Message(p.Validate()); got != test.want {
			t.Errorf("got  %q\nwant %q", got, test.want)
		}
	}
	for name, largest := range map[string]string{"tcp": "TCP", "udp": "UDP", "ws": "WebSocket"} {
		p := DefaultPlan("host")
		p.Transports, p.Size = []string{name}, 1<<30
		var limit int
		if _, err := fmt.Sscanf(checks.Message(p.Validate()), "--size 1073741824: a message over "+largest+" can have at most %d bytes", &limit); err != nil {
			t.Errorf("%s: %v: %v", name, p.Validate(), err)
		}
		if p.Size = limit; p.Validate() != nil {
			t.Errorf("%s: %v", name, p.Validate())
		}
	}
}

func TestPlanDue(t *testing.T) {
	p := Plan{Rate: 3, Duration: time.Second}
	checks.Equal(t, "messages", p.Messages(), 3)
	for seq, want := range []time.Duration{0, time.Second / 3, 2 * time.Second / 3, time.Second} {
		if got := p.Due(seq); (got - want).Abs() > 1 {
			t.Errorf("message %d is due at %v, want %v", seq, got, want)
		}
	}
	// Being late never adds up: after a day, it is still seq/rate.
	p = Plan{Rate: 7}
	checks.Equal(t, "after a day", p.Due(7*24*60*60), 24*time.Hour)
	checks.Equal(t, "rounded", Plan{Rate: 0.3, Duration: 5 * time.Second}.Messages(), 2) // 1.5
}

func TestPlanCommand(t *testing.T) {
	p := DefaultPlan("host")
	checks.Equal(t, "default", p.Command(), "wirelab bench --net host")
	p.Transports, p.Targets = []string{"udp", "tcp"}, map[string]string{"tcp": "b:1", "udp": "a:2"}
	p.Rate, p.Size, p.Duration, p.Wait, p.Trials = 1000, 64, 500*ms, time.Second, 4
	checks.Equal(t, "changed", p.Command(),
		"wirelab bench --net host --transport udp,tcp --target a:2,b:1 --rate 1000 --size 64 --duration 500ms --wait 1s --trials 4")
}

func TestPlanCommandLargeRate(t *testing.T) {
	p := DefaultPlan("host")
	p.Rate = 1e6
	checks.Equal(t, "a million", p.Command(), "wirelab bench --net host --rate 1000000")
}

func TestPlanJSON(t *testing.T) {
	p := DefaultPlan("host")
	p.Targets = map[string]string{"tcp": "a:1"}
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"transports": []any{"tcp", "udp", "ws"}, "server": "echo", "net": "host", "link": nil, "realTime": true, "targets": map[string]any{"tcp": "a:1"},
		"rate": 50.0, "size": 200.0, "duration": 2000.0, "wait": 2000.0, "warmUp": 200.0, "trials": 7.0, "seed": 1.0,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// TestKernelPlans: what is planned unless told otherwise, and what makes no sense.
func TestKernelPlans(t *testing.T) {
	p := DefaultPlan("kernel")
	if !p.Linked() || p.Virtual() || p.WarmUp != 0 || p.Duration != 2*time.Second || p.Link != "cafe" {
		t.Errorf("the default plan: %+v", p)
	}
	checks.Equal(t, "command", p.Command(), "wirelab bench --net kernel")
	p.Link, p.Up.Loss, p.Down.Loss = "custom", 0.5, 0.5
	checks.Equal(t, "command", p.Command(), "wirelab bench --net kernel "+p.Up.Flags())
	p.Targets = map[string]string{"tcp": "a:1"}
	if err := p.Validate(); err == nil || err.Error() != "--target: --net kernel has its own servers; use --net host" {
		t.Error(err)
	}
	p.Targets, p.RealTime = nil, true
	if err := p.Validate(); err == nil || err.Error() != "--real-time: --net kernel always runs in real time" {
		t.Error(err)
	}
}
