package figure

import (
	"strings"
	"testing"
	"time"

	"wirelab/bench"
)

var transports = []string{"tcp", "udp"}

// found are findings of 200 messages over UDP, of which 5 were lost; and of TCP, of which the wire is not known.
func found() *bench.Findings {
	udp := bench.Metrics{Sent: 200, Received: 195, Lost: 5, LostPercent: 2.5, Goodput: 1.5e6}
	udp.Response.P99 = bench.Known(120*time.Millisecond + 40*time.Microsecond)
	udp.Wire = &bench.Wire{}
	udp.Wire.Messages.Packets = 500
	udp.Stalls = &bench.Stalls{}
	return &bench.Findings{Results: []bench.Result{
		{Transport: "tcp", Metrics: bench.Metrics{Sent: 200, Received: 200}}, {Transport: "udp", Metrics: udp},
	}}
}

func TestLimit(t *testing.T) {
	for _, x := range []struct{ limit, want string }{
		{"udp.lost>5", ""},
		{"udp.lost>=5", "it was 5; less than 5 is allowed"},
		{"udp.lost==5", "it was 5; anything but 5 is allowed"},
		{"udp.lost!=5", ""},
		{"udp.lost>2.5%", ""},
		{"udp.lost > 2 %", "it was 2.5 %; at most 2 % is allowed"},
		{"udp.lostPercent>2", "it was 2.5 %; at most 2 % is allowed"},
		{"udp.received<98%", "it was 97.5 %; at least 98 % is allowed"},
		{"udp.p99>120ms", "it was 120.04 ms; at most 120 ms is allowed"}, // not 120.0
		{"udp.p99>0.1s", "it was 0.12 s; at most 0.1 s is allowed"},
		{"udp.p99>121000us", ""},
		{"udp.goodput<2Mbit/s", "it was 1.5 Mbit/s; at least 2 Mbit/s is allowed"},
		{"udp.goodput<1kbit/s", ""},
		{"udp.packets-per-message<=2.5", "it was 2.5; more than 2.5 is allowed"},
		{"udp.longestStall>0ms", ""}, // nothing was stalled
		{"tcp.p99>120ms", "p99 of tcp is not known in this run"},
		{"tcp.packetsPerMessage>3", "packetsPerMessage of tcp is not known in this run"},
	} {
		l, err := ParseLimit(x.limit, transports)
		if err != nil {
			t.Errorf("%s: %v", x.limit, err)
			continue
		}
		got := ""
		if err := l.Check(found()); err != nil {
			got = strings.TrimPrefix(err.Error(), "--fail-if "+x.limit+": ")
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.limit, got, x.want)
		}
	}
}

// A transport that failed has no figures, which is no reason to be content.
func TestLimitWithoutResult(t *testing.T) {
	l, err := ParseLimit("tcp.lost>5", transports)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Check(&bench.Findings{}); err == nil || !strings.Contains(err.Error(), "there is no result for tcp") {
		t.Error(err)
	}
}

func TestParseLimit(t *testing.T) {
	for limit, want := range map[string]string{
		"":                  "write it as tcp.p99>120ms",
		"tcp.p99":           "write it as tcp.p99>120ms",
		"p99>120ms":         `"p99" does not name a figure`,
		"ws.p99>120ms":      `"ws" is not measured: name one of tcp, udp`,
		"tcp.p98>120ms":     `there is no figure "p98"; the figures are sent, `,
		"tcp.p99=120ms":     "compare with one of",
		"tcp.p99>120":       "p99 is a time",
		"tcp.p99>5%":        "p99 is a time",
		"tcp.lost>5ms":      "lost is a number: write its value as 3, or as 5%",
		"tcp.packets>5%":    "packets is a number: write its value as 3",
		"tcp.goodput<5":     "goodput is a speed",
		"tcp.lostPercent>s": `"s" is not a value`,
		"tcp.lost>NaN":      `"NaN" is not a value`,
		"tcp.lost>1e999":    `"1e999" is not a value`,
		"tcp.lost>5 apples": `"5 apples" is not a value`,
	} {
		if _, err := ParseLimit(limit, transports); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", limit, err, want)
		}
	}
}

// Each name leads to its own figure, and to one that a result may know.
func TestFigures(t *testing.T) {
	spans := (&bench.Metrics{
		Stalls: &bench.Stalls{}, TCP: &bench.TCPInfo{}, Broadcast: &bench.Broadcast{}, Queue: &bench.Queue{}, Bulk: &bench.Bulk{},
		OneWayUp: &bench.Distribution{}, OneWayDown: &bench.Distribution{},
	}).Spans()
	for _, f := range All() {
		if got, err := Named(strings.ToUpper(f.Name)); err != nil || got.Name != f.Name {
			t.Errorf("%s is %s, %v", f.Name, got.Name, err)
		}
		if f.Unit == Duration && spans[f.Name] == nil {
			t.Errorf("%s: no such duration", f.Name)
		}
	}
}

// Whatever is written, it is a limit that can be checked, or an error.
func FuzzParseLimit(f *testing.F) {
	for _, text := range []string{"udp.lost>5%", "udp.p99>=120ms", "udp.goodput<1Mbit/s", "tcp.p99!=1e400s", "udp.lost>-.5", "a.b=c"} {
		f.Add(text)
	}
	findings := found()
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLimit(text, transports)
		if err != nil {
			return
		}
		if err := l.Check(findings); err != nil && !strings.Contains(err.Error(), "allowed") && !strings.Contains(err.Error(), "not known") {
			t.Error(err)
		}
	})
}

// TestParseChange: a change is a share of what was, an amount, or for shares a part of a hundred.
func TestParseChange(t *testing.T) {
	for _, test := range []struct {
		text     string
		from, to float64
		want     bool
	}{
		{"tcp.p99>10%", 100, 111, true},
		{"tcp.p99>10%", 100, 110, false},
		{"tcp.p99<-10%", 100, 89, true},
		{"tcp.p99<-10%", 100, 111, false},
		{"tcp.p99>5ms", 1e6, 7e6, true},
		{"tcp.p99>5ms", 1e6, 5e6, false},
		{"tcp.goodput<-10%", 1e6, 8e5, true},
		{"tcp.goodput<-1kbit/s", 1e6, 999_500, false},
		{"udp.lost>1%", 2, 3.5, true},
		{"udp.lost>1%", 0.1, 1, false}, // ten times as much, but less than 1 in 100
		{"udp.lost>0", 0, 0.1, true},
		{"udp.lostPercent>0.5%", 0, 1, true},
		{"tcp.packets>3", 10, 14, true},
	} {
		c, err := ParseChange(test.text, []string{"tcp", "udp"})
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
		} else if got := c.Broken(test.from, test.to); got != test.want {
			t.Errorf("%s, from %v to %v: broken is %v", test.text, test.from, test.to, got)
		}
	}
	for text, want := range map[string]string{
		"tcp.p99>=10%": "a change is compared with > or <, as in tcp.p99>10%",
		"tcp.p99>-5%":  "more is > and a value of 0 or more, less is < and a value of 0 or less, as in tcp.goodput<-10%",
		"tcp.p99<5%":   "more is > and a value of 0 or more, less is < and a value of 0 or less, as in tcp.goodput<-10%",
		"udp.lost>3":   "lost is compared as a percentage: write its value as 1%",
		"tcp.p99>3":    "p99 is a time: write its value as 120ms",
		"tcp.p99":      "write it as tcp.p99>120ms: a transport, a figure, one of > >= < <= == !=, and a value",
		"ws.p99>3%":    `"ws" is not measured: name one of tcp, udp`,
	} {
		if _, err := ParseChange(text, []string{"tcp", "udp"}); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
