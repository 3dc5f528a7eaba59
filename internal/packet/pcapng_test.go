package packet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var millennium = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func pcap(t *testing.T, records []Record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewPcapWriter(&b, millennium)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// The blocks have their lengths at both ends, and those are whole words.
func TestPcapBlocks(t *testing.T) {
	records := lossyTalk()
	b := pcap(t, records)
	var kinds []uint32
	for len(b) > 0 {
		n := binary.LittleEndian.Uint32(b[4:])
		if n%4 != 0 || int(n) > len(b) || binary.LittleEndian.Uint32(b[n-4:]) != n {
			t.Fatalf("a block of %d bytes, %d are left", n, len(b))
		}
		kinds = append(kinds, binary.LittleEndian.Uint32(b))
		b = b[n:]
	}
	if len(kinds) != 2+len(records) || kinds[0] != blockSection || kinds[1] != blockInterface || kinds[2] != blockPacket {
		t.Errorf("%x", kinds)
	}
}

func TestPcapFails(t *testing.T) {
	if _, err := NewPcapWriter(brokenPipe{}, millennium); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, os.ErrClosed }

// tshark runs Wireshark's tshark over records, and returns its lines.
func tshark(t *testing.T, records []Record, args ...string) []string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: apt-get install tshark")
	}
	file := filepath.Join(t.TempDir(), "link.pcapng")
	if err := os.WriteFile(file, pcap(t, records), 0o644); err != nil {
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

// Wireshark finds nothing wrong with a normal exchange, and reads it as we do.
func TestWiresharkReadsWebSocket(t *testing.T) {
	lines := tshark(t, wsTalk(), "-T", "fields", "-e", "frame.time_epoch", "-e", "_ws.col.Protocol", "-e", "_ws.expert.severity")
	if len(lines) != 14 {
		t.Fatalf("%q", lines)
	}
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
	want := []string{
		"TCP", "TCP", "TCP", "HTTP", "HTTP", "TCP", "WebSocket", "WebSocket", "TCP",
		"WebSocket", "WebSocket", "TCP", "TCP", "TCP",
	}
	if !slices.Equal(protocols, want) {
		t.Errorf("%q, want %q", protocols, want)
	}
	if !strings.HasPrefix(lines[1], "946684800.015000000\t") {
		t.Errorf("the second packet: %q", lines[1])
	}
	if bad := tshark(t, wsTalk(), "-Y", "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"); bad[0] != "" {
		t.Errorf("malformed or with a wrong checksum: %q", bad)
	}
}

func TestWiresharkShowsFates(t *testing.T) {
	lines := tshark(t, lossyTalk(), "-T", "fields", "-e", "frame.comment", "-e", "tcp.analysis.retransmission")
	var got []string
	for _, line := range lines {
		comment, again, _ := strings.Cut(line, "\t")
		if again != "" {
			comment += "again"
		}
		got = append(got, comment)
	}
	want := []string{
		"", "", "", "lost by the link", "", "", "again", "held back by the link", "", "copy made by the linkagain",
		"dropped by the link: queue full", "", "", "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWiresharkReadsTheRest(t *testing.T) {
	s := newScript(ms)
	s.unreachable(ms, false, s.udp(0, true, "hi").Data)
	lines := tshark(t, s.records, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "ip.len", "-e", "_ws.malformed")
	if lines[0] != "UDP\t30\t" || !strings.HasPrefix(lines[1], "ICMP\t58,30\t") {
		t.Errorf("%q", lines)
	}
}
