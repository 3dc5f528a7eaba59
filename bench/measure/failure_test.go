package measure

import (
	"bytes"
	"encoding/csv"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx/netxtest"

	"wirelab/bench/internal/checks"
)

// TestLinkLetsNothingThrough: UDP, which needs no connection, is measured all the same, and the report says
// in each format what became of the others.
func TestLinkLetsNothingThrough(t *testing.T) {
	found := labReport(t, func(p *bench.Plan) {
		p.Duration, p.Trials = 2*time.Second, 2
		p.Link, p.Up, p.Down = "custom", link.Config{Loss: 1}, link.Config{Loss: 1}
	})
	checks.Equal(t, "results", len(found.Results), 1)
	checks.Equal(t, "udp: lost up", *found.Result("udp").LostUp, 200)
	checks.Equal(t, "failed", len(found.Failures), 2)
	checks.Equal(t, "cut short", found.CutShort, true)
	if err := checks.Message(found.Err()); !strings.Contains(err, "tcp: no connection within 10s: the link let nothing through") {
		t.Errorf("the error is %q", err)
	}
	for i, name := range []string{"TCP", "WebSocket"} {
		if !strings.HasPrefix(found.Notes[i], name+" could not be measured: no connection within 10s") {
			t.Errorf("sentence %d is %q", i, found.Notes[i])
		}
	}
	checks.TableWidth(t, found)
	var table, lines bytes.Buffer
	if err := found.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), "sent             failed  200            failed\n") {
		t.Errorf("the table is\n%s", table.String())
	}
	failed, _ := checks.Value(checks.Decoded(t, found), "failed")
	checks.Equal(t, "in JSON", failed.([]any)[1].(map[string]any)["transport"].(string), "ws")
	if err := found.WriteCSV(&lines); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&lines).ReadAll()
	if err != nil || len(all) != 4 {
		t.Fatal(err, all)
	}
	last := len(all[0]) - 1
	checks.Equal(t, "in CSV", all[0][last], "failed")
	checks.Equal(t, "in CSV, tcp", all[1][last], found.Failures[0].Reason)
	checks.Equal(t, "in CSV, udp", all[2][last], "")
}

// TestLinkLetsNobodyIn: the same of a room, which UDP has to enter too: then there is nothing to report.
func TestLinkLetsNobodyIn(t *testing.T) {
	p := bench.DefaultPlan("lab")
	p.Server, p.Duration, p.Trials = "broadcast", 2*time.Second, 1
	p.Link, p.Up, p.Down = "custom", link.Config{Loss: 1}, link.Config{Loss: 1}
	_, err := Run(t.Context(), p, Watcher{})
	for _, want := range []string{"tcp: no connection within 10s", "udp: no answer within 10s", "ws: no", "let nothing through"} {
		if !strings.Contains(checks.Message(err), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

// TestSlowLink: on a link on which connecting takes longer than anybody waits for a server, it takes that
// long, and is measured.
func TestSlowLink(t *testing.T) {
	for _, server := range []string{"echo", "broadcast"} {
		found := labReport(t, func(p *bench.Plan) {
			p.Server, p.Subscribers, p.Duration, p.Trials = server, 2, 2*time.Second, 1
			p.Link, p.Up, p.Down = "custom", link.Config{Delay: 3 * time.Second}, link.Config{Delay: 3 * time.Second}
		})
		checks.Equal(t, server+": measured", len(found.Results), 3)
		if d := found.Result("ws").SetUp.Length(); server == "echo" && d < 12*time.Second {
			t.Errorf("WebSocket connected in %v", d)
		}
	}
}

// TestOthersAreMeasured: where one server is none, the others' numbers are there, on real sockets too.
func TestOthersAreMeasured(t *testing.T) {
	t.Parallel() // it waits, most of the time
	plan := shortPlan("tcp", "udp")
	plan.Targets = map[string]string{"tcp": closedPort(t), "udp": startEcho(t, "udp", nil)}
	found, err := Run(t.Context(), plan, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "udp", found.Result("udp").Sent, 80)
	checks.Equal(t, "tcp", found.Failure("tcp").Trials, 2)
	if text := checks.Message(found.Err()); !strings.Contains(text, "refused") {
		t.Error(text)
	}
}

// closedPort is an address at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(netxtest.FreePort(t)))
}

// TestWrongServer: who answers, but is no server of ours, is told apart from nobody.
func TestWrongServer(t *testing.T) {
	noLeak(t)
	greets := func(conn net.Conn) {
		io.WriteString(conn, "220 welcome\x1b[2J\r\n")
		io.Copy(io.Discard, conn)
	}
	web := func(conn net.Conn) { // reads a request, however it looks
		buf := make([]byte, 1000)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				return
			}
			if bytes.Contains(buf[:n], []byte("\r\n\r\n")) {
				io.WriteString(conn, "HTTP/1.0 404 Not Found\r\nConnection: close\r\n\r\n")
				return
			}
		}
	}
	for _, test := range []struct {
		name, transport, server string
		serve                   func(net.Conn)
		says                    []string
	}{
		{"greets", "tcp", "echo", greets, []string{"something answers at ", "no echo server", `it sent "220 welcome\u001b[2J\r\n"`}},
		{"greets", "ws", "echo", greets, []string{"something answers at "}},
		{"greets", "tcp", "broadcast", greets, []string{"something answers at ", "no broadcast server", `"220 welcome\u001b[2J`}},
		{"web", "tcp", "echo", web, []string{"something answers at ", "no echo server", `it sent "HTTP/1.0 404 Not Found`}},
		{"web", "ws", "echo", web, []string{"something answers at ", `"404 Not Found"`}},
		{"hangs up", "tcp", "echo", func(net.Conn) {}, []string{"ended the connection before it answered"}},
	} {
		t.Run(test.name+" "+test.transport+" "+test.server, func(t *testing.T) {
			t.Parallel() // it waits, most of the time
			plan := at(test.transport, fakeTCP(t, test.serve))
			plan.Server, plan.Subscribers = test.server, 1
			_, err := measure(t, plan)
			for _, want := range test.says {
				if !strings.Contains(checks.Message(err), want) {
					t.Errorf("no %q in %v", want, err)
				}
			}
			if strings.Contains(checks.Message(err), "\x1b") {
				t.Errorf("it would clear the screen: %q", err)
			}
		})
	}
}
