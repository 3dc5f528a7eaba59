package site

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/internal/browsertest"
	"wirelab/internal/course/pages"
	"wirelab/lessons"
)

// small is a site of one lesson.
func small(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := pages.Course{Lessons: lessons.All()[:1], Words: lessons.Words(), Offline: true, Engine: engineFolder}.Render()
	if err != nil {
		t.Fatal(err)
	}
	files["engine/worker.js"], files["engine/worker.js.js"] = []byte("a"), []byte("the same for pages that are files")
	const packed = "engine/wirelab.wasm.gz"
	files[packed], files[packed+".js"] = []byte("a module"), []byte(`wirelabFile("wirelab.wasm.gz", "YSBtb2R1bGU=")`)
	if files[pages.ServiceWorker], err = serviceWorker(files); err != nil {
		t.Fatal(err)
	}
	delete(files, packed) // as in an archive
	return files
}

// TestOffline: after the first visit the site is there without its server: pages that were not read yet, too. Neither the
// teacher's pages are kept, nor what only files need, but the engine of an archive, which is there in no other form.
func TestOffline(t *testing.T) {
	files := small(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = pages.Index
		}
		if files[name] == nil {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(files[name]))
	}))
	t.Cleanup(server.Close)
	ctx := browsertest.Open(t, "the service worker is", 5*time.Minute)
	browsertest.Watch(t, ctx, func(u *url.URL) bool { return u.Scheme == "data" || "http://"+u.Host == server.URL })
	in := func(script string) (got string) {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", script, err)
		}
		return got
	}
	visit := func(path string) {
		t.Helper()
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+path)); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	visit("/")
	in(`navigator.serviceWorker.ready.then(() => "")`)
	kept := in(`caches.keys().then((names) => caches.open(names[0])).then((cache) => cache.keys()).then((all) => all.map((r) => r.url).join())`)
	if strings.Contains(kept, "teacher/") || strings.Contains(kept, "worker.js.js") || !strings.Contains(kept, "worker.js") {
		t.Errorf("it keeps %s", kept)
	}
	server.Close()
	for path, want := range map[string]string{"/": "The course", "/glossary.html": "Glossary", "/lessons/" + lessons.All()[0].Dir + ".html?x#run": lessons.All()[0].Title} {
		visit(path)
		if got := in(`document.querySelector("h1").textContent`); got != want {
			t.Errorf("%s shows %q", path, got)
		}
		if in(`String(document.styleSheets[0].cssRules.length > 10)`) != "true" {
			t.Errorf("%s has no style", path)
		}
	}
	visit("/lessons/" + lessons.All()[0].Dir + ".html")
	if engine := in("fetch(document.documentElement.dataset.engine + `wirelab.wasm.gz`).then((r) => r.text(), String)"); engine != "a module" {
		t.Errorf("the engine is not there: %q", engine)
	}
	in(`document.querySelector(".program .controls button").click(), ""`)
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`document.querySelector(".program [role=status]").textContent.includes("tests pass")`, chromedp.WithPollingTimeout(0))); err != nil {
		t.Errorf("a task's test does not run: %v", err)
	}
}

// TestVersion: the browser takes up new files when one of them is another.
func TestVersion(t *testing.T) {
	files := small(t)
	before, err := serviceWorker(files)
	if err != nil {
		t.Fatal(err)
	}
	files["index.html"] = append(files["index.html"], ' ')
	after, err := serviceWorker(files)
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("it is the same, %v", err)
	}
}
