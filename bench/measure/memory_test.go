package measure

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// TestPlanThatTakesTooMuchMemory is refused, by how much it is too much, and what makes it so.
func TestPlanThatTakesTooMuchMemory(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(*bench.Plan)
		packets bool
		want    string
	}{
		"a million messages": {change: func(p *bench.Plan) { p.Rate = 33_333 }},
		"large messages":     {change: func(p *bench.Plan) { p.Transports, p.Size = []string{"tcp", "ws"}, 1<<20 }},
		"many deliveries":    {change: func(p *bench.Plan) { p.Server, p.Subscribers, p.Rate = "broadcast", 1000, 66 }},
		"large, and far": {
			change: func(p *bench.Plan) {
				p.Transports, p.Size, p.Up.Delay, p.Down.Delay = []string{"tcp"}, 1<<20, time.Minute, time.Minute
			},
		},
		"no link": {change: func(p *bench.Plan) {
			*p = bench.DefaultPlan("host")
			p.Rate, p.Size, p.Duration = 1000, 65_000, time.Minute
		}},
		"all on their way at once": {
			change: func(p *bench.Plan) {
				p.Transports, p.Rate, p.Size = []string{"udp"}, 1000, 65_000
				p.Up = link.Config{Delay: time.Minute}
			},
			want: "a trial would need about 4.1 GB of memory, but may use only 2.1 GB. " +
				"Most of it is for what is under way on the link: lower --rate, --size or --duration",
		},
		"not where the link is narrow": {
			change: func(p *bench.Plan) {
				p.Transports, p.Rate, p.Size = []string{"udp"}, 1000, 65_000
				p.Up = link.Config{Delay: time.Minute, Bandwidth: 1_000_000}
			},
		},
		"large packets, kept": {
			change:  func(p *bench.Plan) { p.Transports, p.Size = []string{"tcp"}, 1<<20 },
			packets: true,
			want: "a trial would need about 4.0 GB of memory, but may use only 2.1 GB. " +
				"Most of it is for the packets, which --pcap keeps: lower --rate, --size or --duration",
		},
		"many packets, kept": {
			change:  func(p *bench.Plan) { p.Server, p.Subscribers, p.Size, p.Rate = "broadcast", 1000, 1000, 60 },
			packets: true,
			want: "a trial would need about 3.0 GB of memory, but may use only 2.1 GB. " +
				"Most of it is for the packets, which --pcap keeps: lower --subscribers, --rate, --size or --duration",
		},
		"few packets, kept": {change: func(p *bench.Plan) {}, packets: true},
	} {
		p := bench.DefaultPlan("lab")
		test.change(&p)
		if err := validate(p, Watcher{Packets: test.packets}); checks.Message(err) != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
}

// TestPacketsAreKeptOnlyOnDemand: a trial that moves 45 MB keeps a few at most, and with its
// packets no more than what plans are measured by.
func TestPacketsAreKeptOnlyOnDemand(t *testing.T) {
	for _, packets := range []bool{false, true} {
		p := onLAN(t, "tcp")
		p.Size, p.Duration, p.Trials = 150_000, 3*time.Second, 1
		before := inUse()
		_, err := Run(t.Context(), p, Watcher{Packets: packets, Trial: func(s *bench.Samples) error {
			kept, need := inUse()-before, p.Memory(packets)
			if kept > need+8e6 || packets != (kept > 40e6) {
				t.Errorf("%s, packets %v: keeps %.0f MB of %.0f", s.Transport, packets, kept/1e6, need/1e6)
			}
			size := 0
			for _, r := range s.Packets {
				size += len(r.Data)
			}
			if packets && size != s.Wire.Bytes || !packets && s.Packets != nil {
				t.Errorf("%s, packets %v: there are %d bytes of them", s.Transport, packets, size)
			}
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestManyDeliveries take no more memory than what plans are measured by.
func TestManyDeliveries(t *testing.T) {
	p := onLAN(t, "udp")
	p.Server, p.Subscribers, p.Rate, p.Duration, p.Trials = "broadcast", 20, 1000, time.Second, 1
	before := inUse()
	_, err := Run(t.Context(), p, Watcher{Trial: func(s *bench.Samples) error {
		if kept, need := inUse()-before, p.Memory(false); kept > need+8e6 {
			t.Errorf("%s: keeps %.1f MB of %.1f", s.Transport, kept/1e6, need/1e6)
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTrialsAtOnceFitIn memory together.
func TestTrialsAtOnceFitIn(t *testing.T) {
	p := bench.DefaultPlan("lab")
	checks.Equal(t, "small trials", p.AtOnce(8, false), 8)
	p.Rate = 33_333
	checks.Equal(t, "of a million messages", p.AtOnce(64, false), 5)
	p.Transports, p.Rate, p.Size = []string{"tcp"}, 25, 1<<20
	checks.Equal(t, "with packets", p.AtOnce(8, true), 1)
}

// onLAN is a plan in virtual time on a fast link.
func onLAN(t *testing.T, transports ...string) bench.Plan {
	p := bench.DefaultPlan("lab")
	p.Transports = slices.Clone(transports)
	on(t, "lan", &p)
	return p
}

// inUse is how many bytes of memory are in use, with what the lab keeps from its first experiment on.
func inUse() float64 {
	lab.Virtual(context.Background(), func(context.Context) {})
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
