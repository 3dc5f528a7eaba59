package main

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
)

// TestQueueWatch: who watches sees what becomes of each event, in lines for people or for programs.
func TestQueueWatch(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, _ := running(ctx, "serve", "broadcast", "--tcp", "0", "--udp", "0", "--ws", "0")
	at := addresses(out)
	for format, want := range map[string][]string{
		"text": {
			"* ada (socketio) joined text", "#3 put by ada: tea", "* ada left text", "* bob (udp) joined text",
			"#3 kitchen: delivered to bob", "#3 kitchen: done by bob", "* bob left text",
		},
		"json": {
			`"event":"join"`, `"event":"message","data":"tea"}`, `"event":"leave"`, `"event":"join"`,
			`{"type":"step","room":"json","number":1,"durable":"kitchen","offset":3,"what":"delivered"`, `"what":"done","attempt":1,"who":"bob"}`, `"event":"leave"`,
		},
	} {
		watching, end := context.WithCancel(ctx)
		lines, ready := watch(watching, at["tcp"], format)
		<-ready
		if status, _, stderr := wirelab(ctx, "tea\n", "queue", "put", "socketio", at["ws"], "--room", format, "--name", "ada"); status != 0 {
			t.Fatal(stderr)
		}
		if status, _, stderr := wirelab(ctx, "", "queue", "take", "udp", at["udp"], "--name", "bob", "--room", format, "--durable", "kitchen", "--count", "1"); status != 0 {
			t.Fatal(stderr)
		}
		for _, want := range want {
			line, err := lines.ReadString('\n')
			switch {
			case err != nil:
				t.Fatal(err)
			case format == "text" && strings.TrimSpace(line) != want, !strings.Contains(line, want):
				t.Errorf("%s: it shows %q, want %q", format, line, want)
			}
		}
		end()
		io.Copy(io.Discard, lines)
	}
}

// watch runs wirelab queue watch. ready is closed when it watches.
func watch(ctx context.Context, addr, format string) (lines *bufio.Reader, ready <-chan struct{}) {
	stdout, out := io.Pipe()
	stderr, notes := io.Pipe()
	watches := make(chan struct{})
	go func() {
		bufio.NewReader(stderr).ReadString('\n')
		close(watches)
		io.Copy(io.Discard, stderr)
	}()
	go func() {
		defer out.Close()
		defer notes.Close()
		run(ctx, []string{"wirelab", "queue", "watch", "tcp", addr, "--name", "eve", "--room", format, "--format", format}, strings.NewReader(""), out, notes)
	}()
	return bufio.NewReader(stdout), watches
}
