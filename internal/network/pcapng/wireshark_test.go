package pcapng

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

const ms = time.Millisecond

// tshark runs Wireshark's tshark over a file from a vantage point, and returns its lines.
func tshark(t *testing.T, records []packet.Record, at Vantage, args ...string) []string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: apt-get install tshark")
	}
	file := filepath.Join(t.TempDir(), "link.pcapng")
	if err := os.WriteFile(file, pcap(t, records, at), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append([]string{
		"-r", file, "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
	}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.Bytes())
	}
	for line := range strings.Lines(stderr.String()) {
		if !strings.HasPrefix(line, "Running as user") {
			t.Errorf("tshark complains: %s", line)
		}
	}
	return strings.Split(strings.TrimRight(string(out), "\n"), "\n")
}

// Wireshark finds nothing wrong with a normal exchange from either end, and reads it as we do.
func TestWiresharkReadsWebSocket(t *testing.T) {
	want := []string{
		"TCP", "TCP", "TCP", "HTTP", "HTTP", "TCP", "WebSocket", "WebSocket", "TCP",
		"WebSocket", "WebSocket", "TCP", "TCP", "TCP",
	}
	for at, second := range map[Vantage]string{AtClient: "946684800.030000000\t", AtServer: "946684800.015000000\t"} {
		lines := tshark(t, packettest.WebSocketTalk(), at, "-T", "fields", "-e", "frame.time_epoch", "-e", "_ws.col.Protocol", "-e", "_ws.expert.severity")
		var protocols []string
		for _, line := range lines {
			f := strings.Split(line, "\t")
			protocols = append(protocols, f[1])
			for severity := range strings.SplitSeq(f[2], ",") {
				if severity > "4194304" && len(severity) >= 7 { // warning or error; a chat or a note is fine
					t.Errorf("expert information: %q", line)
				}
			}
		}
		if !slices.Equal(protocols, want) {
			t.Fatalf("at %d: %q, want %q", at, protocols, want)
		}
		if !strings.HasPrefix(lines[1], second) {
			t.Errorf("at %d, the second packet: %q, want %q", at, lines[1], second)
		}
		if bad := tshark(t, packettest.WebSocketTalk(), at, "-Y", "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"); bad[0] != "" {
			t.Errorf("malformed or with a wrong checksum: %q", bad)
		}
	}
}

// TestWiresharkMeasures: the time from a segment to its acknowledgement is what the host itself would
// measure, round trips of 40 ms and what the hosts take to answer, and nothing seems wrong. The file from
// both vantage points has the same packets on its interfaces.
func TestWiresharkMeasures(t *testing.T) {
	s := packettest.New(20 * ms)
	at := s.Open(0)
	s.TCP(at+10*ms, true, packet.PSH|packet.ACK, packettest.Prefixed("hello"))
	s.TCP(at+35*ms, false, packet.PSH|packet.ACK, packettest.Prefixed("hello")) // after 5 ms
	s.TCP(at+58*ms, true, packet.ACK, "")                                       // after 3 ms
	s.Close(at + 100*ms)
	for _, x := range []struct {
		at     Vantage
		sender string // of the acknowledgements
		want   []string
	}{ // tshark does not tell of what takes no time
		{AtClient, "10.0.0.1", []string{"0.040000000", "0.045000000", "0.040000000"}},
		{AtClient, "10.0.0.2", []string{"0.003000000"}},
		{AtServer, "10.0.0.1", []string{"0.005000000"}},
		{AtServer, "10.0.0.2", []string{"0.040000000", "0.043000000", "0.040000000"}},
	} {
		got := tshark(t, s.Records, x.at, "-Y", "tcp.analysis.ack_rtt && ip.src == "+x.sender, "-T", "fields", "-e", "tcp.analysis.ack_rtt")
		if !slices.Equal(got, x.want) {
			t.Errorf("at %d, from %s: %v, want %v", x.at, x.sender, got, x.want)
		}
	}
	for at, name := range map[Vantage]string{AtClient: "client", AtServer: "server"} {
		if flagged := tshark(t, s.Records, at, "-Y", "tcp.analysis.flags"); flagged[0] != "" {
			t.Errorf("at the %s something seems wrong: %q", name, flagged)
		}
		fields := []string{"-T", "fields", "-e", "frame.time_epoch", "-e", "frame.packet_flags_direction", "-e", "tcp.seq_raw"}
		filter := append([]string{"-Y", "frame.interface_name == " + name}, fields...)
		if own, both := tshark(t, s.Records, at, fields...), tshark(t, s.Records, AtBoth, filter...); !slices.Equal(own, both) {
			t.Errorf("at the %s: %q, and of both: %q", name, own, both)
		}
	}
}

// TestWiresharkShowsFates: comments say what the link did, each host sees what it can see, and what was
// sent again shows as that.
func TestWiresharkShowsFates(t *testing.T) {
	for at, want := range map[Vantage][]string{
		AtClient: {
			"", "", "", "lost by the link", "", "", "again", "", "copy made by the linkagain", "held back by the link",
			"dropped by the link: queue full", "", "", "",
		},
		AtServer: {"", "", "", "", "", "again", "held back by the link", "", "", "", ""},
	} {
		lines := tshark(t, packettest.LossyTalk(), at, "-T", "fields", "-e", "frame.comment", "-e", "tcp.analysis.flags", "-e", "tcp.analysis.retransmission")
		var got []string
		for _, line := range lines {
			comment, again, _ := strings.Cut(line, "\t")
			if strings.HasSuffix(again, "\t1") {
				comment += "again"
			}
			got = append(got, comment)
		}
		if !slices.Equal(got, want) {
			t.Errorf("at %d: %q, want %q", at, got, want)
		}
	}
}

func TestWiresharkReadsTheRest(t *testing.T) {
	s := packettest.New(ms)
	s.Unreachable(ms, false, s.UDP(0, true, "hi").Data)
	lines := tshark(t, s.Records, AtClient, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "ip.len", "-e", "_ws.malformed")
	if lines[0] != "UDP\t30\t" || !strings.HasPrefix(lines[1], "ICMP\t58,30\t") {
		t.Errorf("%q", lines)
	}
}
