package bench

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
	"wirelab/internal/transport"
)

func named(t *testing.T, name string) transport.Transport {
	t.Helper()
	tr, err := transport.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// Over TCP all is due at once, in messages that add up to what was asked for; over UDP the plan says how fast.
func TestOn(t *testing.T) {
	p := DefaultBulk("lab", 5_000_000)
	p.Transports, p.Rate = []string{"tcp", "udp", "ws"}, 100
	tcp, udp := p.On(named(t, "tcp")), p.On(named(t, "udp"))
	if got := tcp.Messages() * tcp.Size; got < 5_000_000 || got > 5_000_000+tcp.Messages() {
		t.Errorf("tcp: %d messages of %d bytes are %d", tcp.Messages(), tcp.Size, got)
	}
	checks.Equal(t, "tcp: last due", tcp.Due(tcp.Messages()-1), 0)
	checks.Equal(t, "udp: messages", udp.Messages(), 4167) // of 1200 B
	checks.Equal(t, "udp: second due", udp.Due(1), 10*ms)
	checks.Equal(t, "udp: duration", udp.Duration, 41670*ms)

	p = DefaultPlan("lab")
	checks.Equal(t, "no transfer", p.On(named(t, "tcp")).Command(), p.Command())
}

func TestValidateBulk(t *testing.T) {
	for want, change := range map[string]func(*Plan){
		"":                              func(*Plan) {},
		"needs --server echo":           func(p *Plan) { p.Server = "broadcast" },
		"8B to 1GiB":                    func(p *Plan) { p.Bulk = 7 },
		"as long as its transfer":       func(p *Plan) { p.Duration = time.Second },
		"--interval 1ms: ":              func(p *Plan) { p.Interval = ms },
		"--rate is for UDP":             func(p *Plan) { p.Rate = 50 },
		"does not find its own rate":    func(p *Plan) { p.Transports = []string{"udp"} },
		"a rate must be more than 0":    func(p *Plan) { p.Transports, p.Rate = []string{"udp"}, -1 },
		"would take longer than 1h0m0s": func(p *Plan) { p.Transports, p.Rate = []string{"udp"}, 1 },
	} {
		p := DefaultBulk("lab", 5_000_000)
		change(&p)
		if got := checks.Message(p.Validate()); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBulkCommand(t *testing.T) {
	p := DefaultBulk("lab", 5<<20)
	checks.Equal(t, "command", p.Command(), "wirelab bench --bulk 5MiB")
	p.Transports, p.Rate, p.Bulk, p.Interval = []string{"udp"}, 500, 1500, 2*time.Second
	checks.Equal(t, "command", p.Command(), "wirelab bench --transport udp --rate 500 --bulk 1500B --interval 2s")
}

// Four messages of 1,000 bytes, which are 8,000 bits each.
func TestSummariseTransfer(t *testing.T) {
	s := &Samples{Transport: "tcp", Size: 1000, Wait: 100 * ms, Reliable: true, ServerSaw: true, Interval: 100 * ms}
	for i, at := range []time.Duration{50 * ms, 100 * ms, 150 * ms, 240 * ms} {
		s.Messages = append(s.Messages, Sample{Sent: 0, Reached: at / 2})
		s.Arrivals = append(s.Arrivals, Arrival{i, at})
	}
	m := Summarise(s)
	b := m.Bulk
	checks.Equal(t, "bytes", b.Bytes, 4000)
	checks.Equal(t, "completion", b.Completion, Known(240*ms))
	checks.Equal(t, "first", b.First, Known(50*ms))
	checks.Equal(t, "goodput", int(b.Goodput), 133_333)
	checks.Equal(t, "at the server", int(*b.ServerGoodput), 266_666)
	// The last 40 ms are no interval of their own: 24,000 bits came in 140 ms.
	checks.Equal(t, "intervals", len(b.Series), 2)
	checks.Equal(t, "first interval", b.Series[0], 80_000)
	checks.Equal(t, "second interval", int(b.Series[1]), 171_429)
	checks.Equal(t, "late", m.Late, 0) // a transfer has no wait
	if _, ok := m.Response.P50.Get(); ok {
		t.Error("a response time of what was due long before it could be sent")
	}

	s.Arrivals = s.Arrivals[:3] // the last is lost
	m = Summarise(s)
	checks.Equal(t, "completion without the last", m.Bulk.Completion, Span{})
	r := Combine(DefaultBulk("lab", 4000), "tcp", []Metrics{m, m, m})
	checks.Equal(t, "bytes of three", r.Bulk.Bytes, 9000)
	checks.Equal(t, "goodput of three", int(r.Bulk.Goodput), int(m.Goodput))
	text, err := json.Marshal(r.Metrics)
	if err != nil || !strings.Contains(string(text), `"completion":null`) || !strings.Contains(string(text), `"series":null`) {
		t.Errorf("%s, %v", text, err)
	}
}

// UDP goes on sending when all is lost: what came in the beginning is not the speed of all.
func TestGoodputWhereTheEndIsLost(t *testing.T) {
	s := &Samples{Transport: "udp", Size: 1000, Wait: 100 * ms, Interval: 100 * ms}
	for i := range 5 {
		s.Messages = append(s.Messages, Sample{Due: time.Duration(i) * 100 * ms, Sent: time.Duration(i) * 100 * ms, Reached: Never})
	}
	s.Arrivals = []Arrival{{0, 50 * ms}}
	b := Summarise(s).Bulk
	checks.Equal(t, "goodput", b.Goodput, 20_000) // 8,000 bits in the 400 ms until the last was sent
	checks.Equal(t, "intervals", len(b.Series), 4)
	if b.ServerGoodput != nil {
		t.Errorf("goodput at a server that nobody has seen: %v", *b.ServerGoodput)
	}
}
