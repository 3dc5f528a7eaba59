package transfer

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// trial is one that took so many seconds, and lost a share of what was sent, in percent.
func trial(seconds float64, lost int) bench.Metrics {
	m := bench.Metrics{Sent: 100, Received: 100 - lost, Lost: lost, LostPercent: float64(lost), Goodput: 8e6 / seconds}
	server := m.Goodput * 1.01
	m.Bulk = &bench.Bulk{Bytes: 1_000_000, Goodput: m.Goodput, ServerGoodput: &server, First: bench.Known(72_900 * time.Microsecond)}
	for range int(seconds) {
		m.Bulk.Series = append(m.Bulk.Series, m.Goodput)
	}
	if lost == 0 {
		m.Bulk.Completion = bench.Known(time.Duration(seconds * float64(time.Second)))
	}
	m.Gaps.Longest = bench.Known(283 * time.Millisecond)
	m.Wire = &bench.Wire{Messages: packet.Cost{Packets: 2000, Bytes: 2_200_000, Payload: 2_000_000, Retransmissions: 55}}
	return m
}

// found are findings of a link of 1 Mbit/s, over which WebSocket has failed.
func found(transports ...string) *bench.Findings {
	p := bench.DefaultBulk("lab", 1_000_000)
	p.Transports, p.Rate = transports, 400
	f := &bench.Findings{Plan: p}
	for _, name := range transports {
		lost := 0
		if name == "udp" {
			lost = 74
		}
		var trials []bench.Metrics
		for i := range p.Trials {
			trials = append(trials, trial(25+float64(i)/2, lost))
		}
		f.Results = append(f.Results, bench.Combine(p, name, trials))
	}
	return f
}

func TestPage(t *testing.T) {
	all := found("tcp", "udp", "ws")
	failed := found("tcp", "udp")
	failed.Plan.Transports = []string{"tcp", "udp", "ws"}
	failed.Failures = []bench.Failure{{Transport: "ws", Trials: 7, Reason: "the link let nothing through", Err: errors.New("")}}
	failed.CutShort = true
	for name, f := range map[string]*bench.Findings{"all": all, "failed": failed} {
		for format, suffix := range map[string]string{"table": ".txt", "markdown": ".md"} {
			var b bytes.Buffer
			if err := New(f).Write(&b, format, report.View{}); err != nil {
				t.Fatal(err)
			}
			checks.Golden(t, name+suffix, b.Bytes())
			if format != "table" {
				continue
			}
			checks.Width(t, b.String())
			for line := range strings.Lines(b.String()) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 60 && !strings.HasPrefix(line, "Repeat: ") {
					t.Errorf("%d columns: %s", n, line)
				}
			}
		}
	}
}

// Each line of CSV is an interval of a trial.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := New(found("tcp")).Write(&b, "csv", report.View{}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	checks.Equal(t, "lines", len(lines), 1+25+25+26+26+27+27+28+1)
	checks.Equal(t, "names", lines[0], "transport,trial,from,goodputBitsPerSecond")
	checks.Equal(t, "third interval", lines[3], "tcp,0,2000,320000")
}

func TestTexts(t *testing.T) {
	for got, want := range map[string]string{
		digits(0): "0", digits(0.0004): "0.000", digits(9.876): "9.88", digits(98.76): "98.8", digits(3807): "3807",
		Size(999): "999 B", Size(1500): "1.50 kB", Size(5_000_000): "5.00 MB", Speed(1e6): "1.00 Mbit/s",
		show(0): "0", show(473 * time.Microsecond): "473 µs", show(72_900 * time.Microsecond): "72.9 ms", show(20 * time.Second): "20.0 s",
		setting("30.0 ms"): "30 ms", setting("1000 Mbit/s"): "1000 Mbit/s", setting("0"): "0",
		likewise(1234*time.Millisecond, 20*time.Second): "1.2",
	} {
		checks.Equal(t, "text", got, want)
	}
}

// Where TCP's numbers are in doubt, the first sentence says why, and its column is marked.
func TestInDoubt(t *testing.T) {
	f := found("tcp", "udp")
	f.Plan.Down.Burst = link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}
	var b bytes.Buffer
	r := New(f)
	if err := r.Write(&b, "table", report.View{}); err != nil {
		t.Fatal(err)
	}
	if page := b.String(); !strings.Contains(page, "(tcp)") || strings.Contains(page, "(udp)") {
		t.Error(page)
	}
	if len(r.Notes) == 0 || !strings.HasPrefix(r.Notes[0], "Under bursts of loss") {
		t.Errorf("%q", r.Notes)
	}
}
