//go:build !js

package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/internal/browsertest"
	"wirelab/internal/web/asset/assettest"
	"wirelab/internal/web/module"
)

// built are the engine's files, which are built once for all tests.
var built = sync.OnceValues(func() (map[string][]byte, error) {
	return module.Files(context.Background(), "test", func(string) {})
})

// here is an engine of this program.
var here = &engine.Engine{Version: "test", Networks: []string{"lab"}}

// answer is the last message with which it answers.
func answer(t *testing.T, request string) (last any) {
	t.Helper()
	var text []byte
	var err error
	here.Answer(t.Context(), []byte(request), func(m engine.Message) { m.ID = 0; text, err = json.Marshal(m) })
	if err == nil {
		err = json.Unmarshal(text, &last)
	}
	if err != nil {
		t.Fatal(err)
	}
	delete(last.(map[string]any), "id")
	return last
}

// policy is what a site allows its pages. There is nothing in it for scripts from elsewhere, nor for eval.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:"

// A site is a page and the engine's files; the page can ask the engine.
func site(t *testing.T) map[string][]byte {
	t.Helper()
	script := assettest.Script(t, `import { ask } from "./engine.mjs";
Object.assign(globalThis, { ask });
`)
	all := map[string][]byte{"page.js": script, "index.html": []byte(`<!doctype html>
<html lang="en" data-engine="engine/"><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">
<script src="page.js"></script></html>
`)}
	parts, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range parts {
		all["engine/"+name] = content
	}
	return all
}

// served serves the files as any web server does, and returns the address of the page.
func served(t *testing.T, files map[string][]byte) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		content, ok := files[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
	}))
	t.Cleanup(server.Close)
	return server.URL + "/index.html"
}

// open opens a page. What it complains about there fails the test, unless it is to have trouble, and so does each request
// that leaves the place where it is.
func open(t *testing.T, address string, trouble bool) context.Context {
	t.Helper()
	ctx := browsertest.Open(t, "the engine is", 5*time.Minute)
	if !trouble {
		page, _ := url.Parse(address)
		browsertest.Watch(t, ctx, func(u *url.URL) bool {
			return u.Scheme == "data" || u.Scheme == "blob" || u.Host == page.Host && u.Scheme == page.Scheme
		})
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// in evaluates the body of an async function in the page.
func in[T any](t *testing.T, ctx context.Context, body string) T {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T]("(async () => {"+body+"})()", chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// asked is the last message of an answer in the page.
func asked(t *testing.T, ctx context.Context, request string) any {
	t.Helper()
	last := in[map[string]any](t, ctx, `
		let last;
		await ask(`+request+`, (message) => { last = message; }).done.catch(() => {});
		return last;`)
	delete(last, "id")
	return last
}

// TestSameInWorker: a page that comes over HTTP, under a policy that allows it nothing else, gets from a worker what a
// program on this machine would say, digit by digit.
func TestSameInWorker(t *testing.T) {
	ctx := open(t, served(t, site(t)), false)
	for _, request := range []string{
		`{"do":"describe"}`,
		`{"do":"bench","args":["--trials","1"]}`,
		`{"do":"bench","args":["--server","broadcast","--trials","1","--duration","2s"],"columns":60,"width":400}`,
		`{"do":"bench","args":["--loss","2","--trials","1"]}`,
		`{"do":"bench","args":["--trials","1","--duration","2s"],"over":{"name":"Before","args":["--trials","2","--duration","1s"]}}`,
		`{"do":"watch","args":["--link","lossy","--transport","all"]}`,
		`{"do":"bench","args":["--net","host"]}`,
		`{"do":"bench","args":["--output","x"]}`,
		`{"do":"nothing"}`,
	} {
		want, got := answer(t, request), asked(t, ctx, request)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the worker says\n%.2000v\nand this program\n%.2000v", request, got, want)
		}
	}
}

// TestFromFile: a page that is opened as a file has the same engine. An answer that is not wanted any more ends, and
// the next request has its own.
func TestFromFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "engine"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, content := range site(t) {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ctx := open(t, "file:///"+strings.TrimPrefix(filepath.ToSlash(dir), "/")+"/index.html", false)
	short := `{"do":"bench","args":["--trials","1","--duration","2s"]}`
	cancelled := in[[]string](t, ctx, `
		const heard = [];
		const long = ask({ do: "bench", args: ["--trials", "1000"] }, (message) => {
			heard.push(message.progress === undefined ? "no progress" : "progress");
			long.cancel();
		});
		const waiting = ask({ do: "bench", args: ["--trials", "1000"] }, () => heard.push("waiting"));
		waiting.cancel();
		for (const asked of [long, waiting]) await asked.done.catch((failed) => heard.push(failed.name));
		return heard;`)
	if want := []string{"progress", "AbortError", "AbortError"}; !reflect.DeepEqual(cancelled, want) {
		t.Errorf("cancelled: %q, want %q", cancelled, want)
	}
	if want, got := answer(t, short), asked(t, ctx, short); !reflect.DeepEqual(got, want) {
		t.Errorf("the worker says\n%.2000v\nand this program\n%.2000v", got, want)
	}
}

// TestBroken: what keeps the engine from working is said in one line, and it can be tried again.
func TestBroken(t *testing.T) {
	whole := site(t)
	for name, test := range map[string]struct {
		change func(files map[string][]byte)
		before string // in the page
		want   string
	}{
		"cut":     {func(f map[string][]byte) { f["engine/lab.wasm.gz"] = f["engine/lab.wasm.gz"][:100_000] }, "", "the engine is not whole: gzip cannot unpack it"},
		"other":   {func(f map[string][]byte) { f["engine/lab.wasm.gz"] = []byte("<!doctype html>") }, "", "the engine is not whole: WebAssembly.compile()"},
		"missing": {func(f map[string][]byte) { delete(f, "engine/lab.wasm.gz") }, "", "lab.wasm.gz cannot be loaded: the server says 404"},
		"worker":  {func(f map[string][]byte) { f["engine/worker.js"] = []byte("this is not JavaScript") }, "", "the engine failed"},
		"old":     {func(map[string][]byte) {}, "delete globalThis.DecompressionStream;", "this browser is too old for the lab"},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(whole)
			test.change(files)
			ctx := open(t, served(t, files), true)
			for range 2 {
				got := in[string](t, ctx, test.before+`
					let heard = [];
					const last = await ask({ do: "describe" }, (message) => heard.push(message)).done.catch((failed) => failed.message);
					return heard.length === 1 && heard[0].error === last ? last : "heard: " + JSON.stringify(heard);`)
				if !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") {
					t.Errorf("the page says %q, want %q", got, test.want)
				}
			}
		})
	}
}
