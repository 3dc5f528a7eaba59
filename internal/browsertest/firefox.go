package browsertest

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// A Firefox is a Firefox without a window, with one tab. It is driven with WebDriver BiDi, JSON over a WebSocket:
// https://w3c.github.io/webdriver-bidi/. Its methods end the test when something fails, and are for one goroutine.
type Firefox struct {
	t       *testing.T
	conn    *websocket.Conn
	allowed func(*url.URL) bool
	sent    int    // commands
	tab     string // its id
}

// OpenFirefox starts a Firefox that ends with the test, or before it if that takes longer than so long. What its pages complain
// about fails the test, and so does whatever they load that is not allowed. Where there is no Firefox, the test is skipped, and
// says that what is not tried.
func OpenFirefox(t *testing.T, what string, long time.Duration, allowed func(*url.URL) bool) *Firefox {
	t.Helper()
	path := needFirefox(t, what)
	ctx, cancel := context.WithTimeout(context.Background(), long) // not the test's: that ends before what is cleaned up
	t.Cleanup(cancel)
	f := &Firefox{t: t, allowed: allowed}
	var err error
	if f.conn, _, err = websocket.DefaultDialer.DialContext(ctx, startFirefox(t, ctx, path)+"/session", nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.conn.Close() })
	deadline, _ := ctx.Deadline()
	f.conn.SetReadDeadline(deadline)
	f.command("session.new", map[string]any{"capabilities": struct{}{}}, nil)
	f.command("session.subscribe", map[string]any{"events": []string{"log.entryAdded", "network.beforeRequestSent"}}, nil)
	var tree struct {
		Contexts []struct{ Context string }
	}
	f.command("browsingContext.getTree", struct{}{}, &tree)
	f.tab = tree.Contexts[0].Context
	t.Cleanup(func() { f.command("session.end", struct{}{}, nil) }) // what was complained about until now is heard before
	return f
}

// needFirefox returns the path of Firefox, or skips the test.
func needFirefox(t *testing.T, what string) string {
	t.Helper()
	for _, name := range []string{"firefox-esr", "firefox"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if script, _ := os.ReadFile(path); strings.HasPrefix(path, "/snap/") || strings.Contains(string(script[:min(len(script), 4096)]), "/snap/") {
			t.Skipf("%s is a snap, which sees no files of a test: %s not tried in Firefox", path, what)
		}
		return path
	}
	t.Skipf("Firefox is not installed (Debian's package is firefox-esr): %s not tried in Firefox", what)
	return ""
}

// startFirefox starts Firefox with a profile of its own, and returns the address of its WebSocket.
func startFirefox(t *testing.T, ctx context.Context, path string) (address string) {
	t.Helper()
	profile := t.TempDir()
	cmd := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile)
	cmd.Env = append(os.Environ(), "HOME="+profile, "XDG_CONFIG_HOME="+profile, "XDG_CACHE_HOME="+profile) // so that nothing of it stays
	errs, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	listens, ended := make(chan string, 1), make(chan struct{})
	var said strings.Builder
	go func() {
		defer close(ended) // when the last of all processes that Firefox has started is gone
		for lines := bufio.NewScanner(errs); lines.Scan(); {
			fmt.Fprintln(&said, lines.Text())
			if found := listening.FindStringSubmatch(lines.Text()); found != nil {
				listens <- found[1]
				break
			}
		}
		io.Copy(io.Discard, errs)
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		cmd.Wait()
	})
	select {
	case address = <-listens:
		return address
	case <-ended:
	case <-time.After(time.Minute):
		cmd.Process.Kill()
		<-ended
	}
	t.Fatalf("%s has not begun to listen within a minute, or has ended; it says:\n%s", path, said.String())
	return ""
}

var listening = regexp.MustCompile(`^WebDriver BiDi listening on (ws://\S+)`)

// Navigate opens a page and waits until it is loaded.
func (f *Firefox) Navigate(address string) {
	f.t.Helper()
	f.command("browsingContext.navigate", map[string]any{"context": f.tab, "url": address, "wait": "complete"}, nil)
}

// Evaluate evaluates an expression in the page, and waits for it if it is a promise. The result comes as JSON into a value,
// which may be nil.
func (f *Firefox) Evaluate(script string, into any) {
	f.t.Helper()
	var got struct {
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	f.command("script.evaluate", map[string]any{
		"expression":   "Promise.resolve(" + script + ").then((value) => JSON.stringify(value ?? null))",
		"target":       map[string]any{"context": f.tab},
		"awaitPromise": true,
	}, &got)
	if got.ExceptionDetails.Text != "" {
		f.t.Fatalf("%s: %s", script, got.ExceptionDetails.Text)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(got.Result.Value), into); err != nil {
		f.t.Fatalf("%s: %q: %v", script, got.Result.Value, err)
	}
}

// Until waits until an expression is true in the page.
func (f *Firefox) Until(script string) {
	f.t.Helper()
	f.Evaluate("new Promise((done, failed) => { const look = () => { try { ("+script+
		") ? done(true) : setTimeout(look, 20); } catch (wrong) { failed(wrong); } }; look(); })", nil)
}

// A message is an answer, with the number of its command, or an event, which has none.
type message struct {
	ID             int
	Error, Message string
	Result         json.RawMessage
	Method         string
	Params         struct {
		Level, Text string
		Request     struct{ URL string }
	}
}

// command sends a command and waits for its answer. Events that come before it are heard.
func (f *Firefox) command(method string, params, result any) {
	f.t.Helper()
	f.sent++
	if err := f.conn.WriteJSON(map[string]any{"id": f.sent, "method": method, "params": params}); err != nil {
		f.t.Fatalf("%s: %v", method, err)
	}
	for {
		var m message
		if err := f.conn.ReadJSON(&m); err != nil {
			f.t.Fatalf("%s: %v", method, err)
		}
		switch {
		case m.Method != "":
			f.event(m)
		case m.Error != "":
			f.t.Fatalf("%s: %s: %s", method, m.Error, m.Message)
		case m.ID == f.sent:
			if result == nil {
				return
			}
			if err := json.Unmarshal(m.Result, result); err != nil {
				f.t.Fatalf("%s: %s: %v", method, m.Result, err)
			}
			return
		}
	}
}

func (f *Firefox) event(m message) {
	f.t.Helper()
	switch m.Method {
	case "log.entryAdded":
		f.t.Errorf("in the console: %s: %s", m.Params.Level, m.Params.Text)
	case "network.beforeRequestSent":
		if u, err := url.Parse(m.Params.Request.URL); err != nil || !f.allowed(u) {
			f.t.Errorf("it loads %s", m.Params.Request.URL)
		}
	}
}
