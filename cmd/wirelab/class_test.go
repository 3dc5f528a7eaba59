package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestClass: the class's address is printed, and the teacher's with a key; there are pages for both, the chat, and a server by
// WebSocket. What was voted is kept where it is asked for.
func TestClass(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no other program can press Ctrl-C here")
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	votes := filepath.Join(t.TempDir(), "votes.json")
	class := exec.CommandContext(ctx, "wirelab", "class", "--host", "127.0.0.1", "--port", "0", "--plain", "--save", votes)
	class.Cancel = func() error { return class.Process.Signal(os.Interrupt) }
	out, err := class.StdoutPipe()
	if err == nil {
		err = class.Start() // as a program: it runs itself to measure what lessons ask
	}
	if err != nil {
		t.Fatal(err)
	}
	var teacher string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := regexp.MustCompile(`^http://(127\.0\.0\.1:\d+)/class/teacher\.html#(\w{26})$`).FindStringSubmatch(lines.Text()); m != nil {
			teacher = m[0]
			break
		}
	}
	address, key, found := strings.Cut(strings.TrimPrefix(teacher, "http://"), "/class/teacher.html#")
	if !found {
		t.Fatal("no address of the teacher's was printed")
	}
	_, port, _ := net.SplitHostPort(address)
	for path, want := range map[string]string{
		"/": "The course", "/class/": "Join the class", "/class/teacher.html": "The teacher", "/chat/": "wirelab chat",
		"/class/qr.png": "PNG", "/asset/classpage.js": "WebSocket",
	} {
		response := get(t, port, path, "localhost:"+port)
		text, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(string(text), want) {
			t.Errorf("%s: %s, %v, without %q", path, response.Status, err, want)
		}
	}
	if response := get(t, port, "/", "evil.example:"+port); response.StatusCode != http.StatusForbidden {
		t.Errorf("by another name: %s", response.Status)
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/class/lead", strings.NewReader(`{"do":"ask","lesson":"03-byte-stream","number":1,"round":"before"}`))
	if err != nil {
		t.Fatal(err)
	}
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set("Authorization", "Bearer "+key)
	response, err := http.DefaultClient.Do(ask)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the teacher asks: %v, %v", response, err)
	}
	response.Body.Close()
	stop()
	io.Copy(io.Discard, out)
	if err := class.Wait(); !class.ProcessState.Success() {
		t.Error(err)
	}
	if text, err := os.ReadFile(votes); err != nil || !strings.Contains(string(text), `"03-byte-stream/1"`) {
		t.Errorf("kept is %s, %v", text, err)
	}
}

// TestClassUse: what cannot be is said in a line, and nothing is begun.
func TestClassUse(t *testing.T) {
	for line, want := range map[string]string{
		"class --port 70000":         "wirelab class: --port 70000: use a port from 0 to 65535\n",
		"class now":                  `wirelab class: "now" is not an option, and this command takes nothing else` + "\n",
		"class --name http://a.b":    "wirelab class: --name http://a.b: write a name like lab.example, without http:// and without a port\n",
		"class --save no/where.json": "wirelab class: no/where.json: no such file or directory\n",
	} {
		if status, stdout, stderr := wirelab(t.Context(), "", strings.Fields(line)...); status == 0 || stderr != want || stdout != "" {
			t.Errorf("%s: status %d, %q", line, status, stderr)
		}
	}
}
