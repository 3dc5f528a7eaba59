package glossary

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/lessons"
)

// TestTablesAreDefined: every row of bench's tables, every group of rows, every mark and every word that the legend
// explains has its entry in the glossary, under that very name.
func TestTablesAreDefined(t *testing.T) {
	for _, server := range []string{"echo", "broadcast", "queue"} {
		text := everyRow(t, server)
		for line := range strings.Lines(text) {
			cells := strings.Split(strings.Trim(line, "|\n"), "|")
			switch {
			case strings.HasPrefix(line, "|:"), strings.HasPrefix(line, "| "+strings.Repeat(" ", 4)) && strings.Contains(line, " tcp "):
			case strings.HasPrefix(line, "|"):
				defined(t, cells[0])
				defined(t, cells[1])
			case strings.HasPrefix(line, "- "): // a sentence on what was measured
			default:
				for mark := range strings.SplitSeq(line, " · ") {
					if strings.HasPrefix(line, "! ") {
						defined(t, regexp.MustCompile(`^(\( ?\)|[^\s:]+)`).FindString(mark))
					}
				}
				for _, m := range legendWord.FindAllStringSubmatch(line, -1) {
					defined(t, m[1])
				}
			}
		}
	}
}

// legendWord matches what the legend explains: it stands before a colon, at the beginning of a sentence or of a part
// of one.
var legendWord = regexp.MustCompile(`(?:^|[.;] )"?([\pL±≤][\pL -]*)"?:`)

func defined(t *testing.T, word string) {
	t.Helper()
	if word = strings.TrimSpace(word); word == "" {
		return
	}
	if _, ok := lessons.Define(word); !ok {
		t.Errorf("%q stands in a table, and is not in the glossary", word)
	}
}

// everyRow is a report in Markdown, with all rows that there are for that server: what did not happen is made up.
func everyRow(t *testing.T, server string) string {
	t.Helper()
	plan := bench.DefaultPlan("lab")
	plan.Server, plan.Duration, plan.Trials = server, time.Second, bench.MinTrials
	switch server {
	case "broadcast":
		plan.Subscribers, plan.Slow, plan.Disconnect = 3, 1, 300*time.Millisecond
	case "queue":
		plan.Guarantee, plan.Crash = bench.AtLeastOnce, bench.CrashServer
	}
	found, err := measure.Run(t.Context(), plan, measure.Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	found.Plan.RealTime = true // so that there is a generator that may be late
	for i := range found.Results {
		x := &found.Results[i]
		x.NotSent, x.Late, x.Early, x.Refused, x.SocketErrors = 1, 1, 1, 1, map[string]int{"message too long": 1}
		x.TCP = &bench.TCPInfo{Retransmissions: 1}
		if x.Wire != nil {
			x.Wire.Retransmissions, x.Wire.Messages.Other = 1, 1
		}
		if x.Lost++; x.LostUp != nil {
			*x.LostUp++
		}
		if x.Stalls != nil {
			x.Stalls.Count, x.Stalls.Longest = 1, bench.Known(time.Millisecond)
		}
		x.Gaps.Longest = bench.Known(time.Second)
		if x.Queue != nil {
			x.Queue.Never = 1
		}
	}
	var b bytes.Buffer
	if err := report.New(found).Write(&b, "markdown", report.View{Full: true}); err != nil {
		t.Fatal(err)
	}
	rows := []string{"too early", "socket errors", "- up", "stalled", "- other", "retransmissions", "late by p99", "client resent"}
	if server == "queue" {
		rows = []string{"- acknowledged", "dead letters", "recovery", "caught up", "- other", "late by p99"}
	}
	for _, row := range rows {
		if !strings.Contains(b.String(), " "+row+" ") {
			t.Errorf("the test does not get to see the row %q", row)
		}
	}
	return b.String()
}

// TestWordsAreDefined: so has what stands in the other tables, in titles and in help texts.
func TestWordsAreDefined(t *testing.T) {
	for _, word := range []string{
		// titles of bench
		"RTT", "jitter", "loss", "held", "msg/s", "Mbit/s", "trials", "seed", "virtual time", "subscribers",
		// links, link up, layers
		"delay", "one way", "up", "down", "bandwidth", "burst", "queue full", "held back", "copies made", "host", "address",
		"OSI model", "TCP/IP model", "payload", "framing", "transport header", "IP header", "data link", "physical",
		// pictures
		"never came", "in flight", "in time", "recovered", "duplicate", "missing", "told as lost", "pure ACKs", "headers", "set-up",
		// ladder
		"SYN", "SYN-ACK", "ACK", "FIN", "PSH", "RST", "seq", "SACK", "MSS", "retransmission", "duplicate ACK", "packet",
		// verify
		"lab", "kernel", "packets", "bytes/message", "sent again", "verdict", "ok", "noise", "interval",
		// help texts, lessons and sentences
		"percentile", "median", "p999", "throughput", "goodput", "MTU", "IP address", "port", "flow control", "congestion window",
		"receive window", "checksum", "fragment", "NAT", "loopback", "network namespace", "stall", "gap", "wait", "rate",
		"lost up", "out of order", "one way up p50", "packets a message", "least complete", "lost silently",
		"applied twice", "never applied", "at-most-once", "at-least-once", "guarantee", "crash", "fsync",
		"transport", "byte stream", "response time", "service time", "timeout", "cookie", "late", "wire", "p",
	} {
		defined(t, word)
	}
}
