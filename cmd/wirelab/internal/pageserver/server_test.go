package pageserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"go.uber.org/goleak"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/internal/browsertest"
	"wirelab/internal/web/asset/assettest"
)

func TestMain(m *testing.M) {
	if os.Getenv("PAGESERVER_TEST_SLEEPS") != "" { // TestProgram's command
		fmt.Println("begun")
		time.Sleep(time.Hour)
	}
	goleak.VerifyTestMain(m)
}

const key = "KEY"

// echoing is an engine whose commands print their arguments; wait waits until nobody wants it any more, which ended is told.
func echoing(ended chan<- error) *engine.Engine {
	return &engine.Engine{
		Version: "test", Networks: []string{"lab"},
		Run: func(ctx context.Context, args []string, columns int, stdout, stderr io.Writer) int {
			fmt.Fprintf(stdout, "%d: %q\n", columns, args)
			if args[0] == "wait" {
				<-ctx.Done()
				ended <- ctx.Err()
			}
			fmt.Fprint(stderr, "done")
			return 3
		},
	}
}

// start starts a server with a page, and returns its address.
func start(t *testing.T, s *Server) (base string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return "http://" + ln.Addr().String()
}

// TestWhoMayAsk: a request needs the key, a name of this machine, and no page from elsewhere behind it.
func TestWhoMayAsk(t *testing.T) {
	files := map[string][]byte{"index.html": []byte("the page"), "lessons/a.html": []byte("a lesson"), "lessons/a/b.html": []byte("none")}
	s := &Server{Files: files, Engine: echoing(nil), Key: key}
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7180}
	handler := s.Handler(addr)
	const command = `{"id":7,"do":"command","args":["x"]}`
	for name, test := range map[string]struct {
		method, target, host, cookie, origin, site, kind, body string
		status                                                 int
		says                                                   string
	}{
		"page":              {"GET", "/", "127.0.0.1:7180", key, "", "none", "", "", 200, "the page"},
		"index":             {"GET", "/index.html", "localhost:7180", key, "", "", "", "", 200, "the page"},
		"lesson":            {"GET", "/lessons/a.html", "127.0.0.1:7180", key, "", "none", "", "", 200, "a lesson"},
		"below a lesson":    {"GET", "/lessons/a/b.html", "127.0.0.1:7180", key, "", "none", "", "", 200, "none"},
		"key":               {"GET", "/?key=KEY", "127.0.0.1:7180", "", "", "none", "", "", 303, ""},
		"another key":       {"GET", "/?key=no", "127.0.0.1:7180", "", "", "", "", "", 403, "open the address"},
		"no key":            {"GET", "/", "127.0.0.1:7180", "", "", "", "", "", 403, "open the address"},
		"another cookie":    {"GET", "/", "127.0.0.1:7180", "no", "", "", "", "", 403, "open the address"},
		"another name":      {"GET", "/?key=KEY", "evil.example:7180", key, "", "", "", "", 403, "not a name"},
		"nearly our name":   {"GET", "/", "127.0.0.1.evil.example", key, "", "", "", "", 403, "not a name"},
		"missing":           {"GET", "/none.html", "127.0.0.1:7180", key, "", "", "", "", 404, ""},
		"outside":           {"GET", "/../go.mod", "127.0.0.1:7180", key, "", "", "", "", 307, ""},
		"command":           {"POST", "/engine", "127.0.0.1:7180", key, "http://127.0.0.1:7180", "same-origin", "application/json", command, 200, `"exit":3`},
		"without a key":     {"POST", "/engine", "127.0.0.1:7180", "", "http://127.0.0.1:7180", "same-origin", "application/json", command, 403, "open the address"},
		"from elsewhere":    {"POST", "/engine", "127.0.0.1:7180", key, "http://evil.example", "cross-site", "application/json", command, 403, ""},
		"from another port": {"POST", "/engine", "127.0.0.1:7180", key, "http://127.0.0.1:80", "same-site", "application/json", command, 403, ""},
		"old, elsewhere":    {"POST", "/engine", "127.0.0.1:7180", key, "http://evil.example", "", "application/json", command, 403, ""},
		"a form":            {"POST", "/engine", "127.0.0.1:7180", key, "", "", "text/plain", command, 415, "a request is JSON"},
		"too long":          {"POST", "/engine", "127.0.0.1:7180", key, "", "", "application/json", strings.Repeat(" ", maxRequest+1), 413, "too long"},
		"no JSON":           {"POST", "/engine", "127.0.0.1:7180", key, "", "", "application/json", "{", 200, `"error":"this is not a request`},
		"another method":    {"PUT", "/engine", "127.0.0.1:7180", key, "", "", "", "", 405, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.target, strings.NewReader(test.body))
			r.Host = test.host
			for header, value := range map[string]string{"Origin": test.origin, "Sec-Fetch-Site": test.site, "Content-Type": test.kind} {
				if value != "" {
					r.Header.Set(header, value)
				}
			}
			if test.cookie != "" {
				r.AddCookie(&http.Cookie{Name: cookie(addr), Value: test.cookie})
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
				t.Errorf("%d %s, want %d %s", w.Code, w.Body, test.status, test.says)
			}
			policy := Policy
			if name == "lesson" {
				policy = TaskPolicy
			}
			if got := w.Header().Get("Content-Security-Policy"); got != policy {
				t.Errorf("the answer has the policy %q", got)
			}
		})
	}
}

// TestEnds: when the page goes away, the command ends.
func TestEnds(t *testing.T) {
	ended := make(chan error, 1)
	base := start(t, &Server{Engine: echoing(ended), Key: key})
	ctx, cancel := context.WithCancel(t.Context())
	r, _ := http.NewRequestWithContext(ctx, "POST", base+"/engine", strings.NewReader(`{"do":"command","args":["wait"]}`))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: "wirelab-" + r.URL.Port(), Value: key})
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	first := make([]byte, 200)
	n, err := answer.Body.Read(first)
	if want := `data: {"id":0,"out":"80: [\"wait\"]\n"}`; err != nil || strings.TrimSpace(string(first[:n])) != want {
		t.Errorf("it says %s, %v, want %s", first[:n], err, want)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the command ended with %v", err)
	}
}

// TestProgram: a command runs until it ends or is not wanted any more, in its directory and for so many columns.
func TestProgram(t *testing.T) {
	test, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	sleeper := Program{Path: test, Dir: t.TempDir(), Env: []string{"PAGESERVER_TEST_SLEEPS=1"}}
	status := sleeper.Run(ctx, nil, 80, writer(func(b []byte) { cancel() }), io.Discard)
	if status != 1 {
		t.Errorf("a command that was ended has status %d", status)
	}
	var errs strings.Builder
	if status := (Program{Path: test + ".none"}).Run(t.Context(), nil, 80, io.Discard, &errs); status != 1 || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("a program that is not there: status %d, %q", status, errs.String())
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh: what a command is given is not tried")
	}
	var out strings.Builder
	dir := t.TempDir()
	status = Program{Path: shell, Dir: dir}.Run(t.Context(), []string{"-c", "echo $COLUMNS; pwd -P >&2; exit 5"}, 61, &out, &out)
	if out.String() != "61\n"+dir+"\n" && out.String() != dir+"\n61\n" || status != 5 {
		t.Errorf("%q, status %d", out.String(), status)
	}
}

type writer func(b []byte)

func (w writer) Write(b []byte) (int, error) {
	w(b)
	return len(b), nil
}

// TestInBrowser: a page asks in the same way as one with a worker.
func TestInBrowser(t *testing.T) {
	ended := make(chan error, 1)
	base := start(t, &Server{Engine: echoing(ended), Key: key, Files: map[string][]byte{
		"index.html": []byte(`<!doctype html>
<html lang="en" data-engine="http"><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">
<script src="test.js"></script></html>
`),
		"test.js": assettest.Script(t, `import { ask } from "./engine.mjs";
Object.assign(globalThis, { ask });
`),
	}})
	ctx := browsertest.Open(t, "the engine of wirelab ui is", 5*time.Minute)
	browsertest.Watch(t, ctx, func(u *url.URL) bool { return u.Scheme == "data" || "http://"+u.Host == base })
	if err := chromedp.Do(ctx, chromedp.Navigate(base+"/?key="+key)); err != nil {
		t.Fatal(err)
	}
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`(async () => {
		const heard = [location.search];
		const hear = (message) => heard.push(JSON.stringify(message));
		await ask({ do: "command", args: ["é|"], columns: 60 }, hear).done;
		await ask({ do: "nothing" }, hear).done.catch((failed) => heard.push(failed.message));
		const asked = ask({ do: "command", args: ["wait"] }, (message) => { hear(message); asked.cancel(); });
		await asked.done.catch((failed) => heard.push(failed.name));
		return heard.join("\n");
	})()`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	want := `
{"id":1,"out":"60: [\"é|\"]\n"}
{"id":1,"err":"done"}
{"id":1,"exit":3}
{"id":2,"error":"there is no request \"nothing\": it is describe, bench, watch or command"}
there is no request "nothing": it is describe, bench, watch or command
{"id":3,"out":"80: [\"wait\"]\n"}
AbortError`
	if said != want {
		t.Errorf("the page heard\n%s\nwant\n%s", said, want)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the command ended with %v", err)
	}
}
