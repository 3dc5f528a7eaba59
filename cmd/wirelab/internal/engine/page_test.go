//go:build !js

package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/cmd/wirelab/internal/pageserver"
	"wirelab/internal/browsertest"
	"wirelab/internal/course/pages"
	"wirelab/internal/web/asset/assettest"
	"wirelab/internal/web/module"
	"wirelab/lessons"
)

// built are the engine's files, which are built once for all tests.
var built = sync.OnceValues(func() (map[string][]byte, error) {
	m, err := module.Build(context.Background(), "test", func(string) {})
	if err != nil {
		return nil, err
	}
	return m.Files()
})

// here is an engine of this program.
var here = &engine.Engine{
	Version: "test", Networks: []string{"lab"},
	Run: func(ctx context.Context, args []string, columns int, stdout, stderr io.Writer) int {
		path, err := program()
		if err != nil {
			fmt.Fprintln(stderr, err)
			return 1
		}
		return pageserver.Program{Path: path}.Run(ctx, args, columns, stdout, stderr)
	},
}

// program is wirelab's file.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(temporary, "wirelab.exe") // Windows wants the ending, and nobody else minds
	out, err := exec.Command("go", "build", "-ldflags", "-X main.stamped=test", "-o", path, "wirelab/cmd/wirelab").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

// temporary is a directory for all tests.
var temporary string

func TestMain(m *testing.M) {
	var err error
	if temporary, err = os.MkdirTemp("", "engine-test-"); err != nil {
		panic(err)
	}
	status := browsertest.Run(m)
	os.RemoveAll(temporary)
	os.Exit(status)
}

// answer is the last message with which it answers, and what a command has printed until then.
func answer(t *testing.T, request string) map[string]any {
	t.Helper()
	last := map[string]any{}
	var one sync.Mutex
	printed := map[string]string{"out": "", "err": ""}
	here.Answer(t.Context(), []byte(request), func(m engine.Message) {
		one.Lock()
		defer one.Unlock()
		printed["out"] += m.Out
		printed["err"] += m.Err
		text, err := json.Marshal(m)
		if err == nil {
			clear(last)
			err = json.Unmarshal(text, &last)
		}
		if err != nil {
			t.Error(err)
		}
	})
	last["printed"] = map[string]any{"out": printed["out"], "err": printed["err"]}
	delete(last, "id")
	return last
}

// policy is what a site allows its pages. There is nothing in it for scripts from elsewhere, nor for eval.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:"

// A site is a page and the engine's files; the page can ask the engine.
func site(t *testing.T) map[string][]byte {
	t.Helper()
	browsertest.Need(t, "the engine is") // before it is built
	if testing.Short() {
		t.Skip("with -short the engine is not built, nor tried in a browser")
	}
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

// writeSite writes a site with the engine into a directory, and returns the path of its lesson in it, which has a command that
// measures.
func writeSite(t *testing.T, dir string) (lesson string) {
	t.Helper()
	course := pages.Course{Lessons: lessons.All()[:1], Words: lessons.Words(), Engine: "engine/"}
	files, err := course.Render()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range parts {
		files["engine/"+name] = content
	}
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return "lessons/" + course.Lessons[0].Dir + ".html"
}

// servedSite serves such a site, and returns the address of its page of experiments.
func servedSite(t *testing.T) string {
	t.Helper()
	browsertest.Need(t, "the page of experiments is") // before its engine is built
	if testing.Short() {
		t.Skip("with -short the engine is not built, nor tried in a browser")
	}
	dir := t.TempDir()
	writeSite(t, dir)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	return server.URL + "/experiment.html"
}

// listen is a script that keeps, as JSON in the variable asked, what the worker is asked to measure.
const listen = `
	globalThis.asked = undefined;
	globalThis.post ??= Worker.prototype.postMessage;
	Worker.prototype.postMessage = function (what) {
		if (what.request?.includes('"bench"')) asked = what.request;
		return post.call(this, what);
	};
`

// open opens a page. What it complains about there fails the test, unless it is to have trouble, and so does each request
// that leaves the place where it is.
func open(t *testing.T, address string, trouble bool) context.Context {
	t.Helper()
	ctx := browsertest.Open(t, "the engine is", 5*time.Minute)
	opened(t, ctx, address, trouble)
	return ctx
}

// opened opens a page in a tab.
func opened(t *testing.T, ctx context.Context, address string, trouble bool) {
	t.Helper()
	if !trouble {
		page, _ := url.Parse(address)
		browsertest.Watch(t, ctx, func(u *url.URL) bool {
			return u.Scheme == "data" || u.Scheme == "blob" || u.Host == page.Host && u.Scheme == page.Scheme
		})
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
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

// asked is the same in the page.
func asked(t *testing.T, ctx context.Context, request string) map[string]any {
	t.Helper()
	last := in[map[string]any](t, ctx, `
		const printed = { out: "", err: "" };
		let last;
		await ask(`+request+`, (message) => {
			printed.out += message.out ?? "";
			printed.err += message.err ?? "";
			last = message;
		}).done.catch(() => {});
		return { ...last, printed };`)
	delete(last, "id")
	return last
}

// shortTrial has a script change what is set in the page of experiments, and checks that what is measured then has this program's
// digits. It returns the request to measure it.
func shortTrial(t *testing.T, ctx context.Context, change string) (request string) {
	t.Helper()
	request = in[string](t, ctx, `
		const until = async (holds) => { while (!holds()) await new Promise((done) => setTimeout(done, 20)); };
		await until(() => document.querySelector(".settings"));`+listen+change+`
		await until(() => asked && document.querySelector(".doing").textContent.startsWith("A short trial"));
		return asked;`)
	report := in[string](t, ctx, `return document.querySelector(".report").textContent`)
	if want := answer(t, request)["text"]; report != want {
		t.Errorf("%s: the page says\n%s\nand this program\n%s", request, report, want)
	}
	return request
}
