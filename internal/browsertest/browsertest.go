// Package browsertest opens a browser without a window, for tests of pages.
package browsertest

import (
	"context"
	"errors"
	"net/url"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Need returns the path of a browser. Where there is none, the test is skipped, and says that what is not tried.
func Need(t *testing.T, what string) (path string) {
	t.Helper()
	path, err := find()
	if err != nil {
		t.Skipf("%v: %s not tried in a browser", err, what)
	}
	return path
}

// find finds a browser.
func find() (path string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither chromium nor google-chrome is installed")
}

// Run is for TestMain: it runs the tests of a package, which open their pages in one browser, since starting one takes longer than most
// of them do.
func Run(m *testing.M) (status int) {
	var end func()
	shared = sync.OnceValues(func() (browser context.Context, err error) {
		path, err := find()
		if err != nil {
			return nil, err
		}
		browser, end = start(context.Background(), path)
		return browser, chromedp.Do(browser)
	})
	status = m.Run()
	if end != nil {
		end()
	}
	return status
}

// shared is the browser that Run has for all; nil: there is none.
var shared func() (browser context.Context, err error)

// Open opens a tab that ends with the test, or before it if that takes longer than so long. No other tab has what a page keeps there.
// See Need for what.
func Open(t *testing.T, what string, long time.Duration) context.Context {
	t.Helper()
	if shared == nil {
		return OpenOwn(t, what, long)
	}
	Need(t, what)
	ctx, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(ctx, long)
	t.Cleanup(cancel)
	ctx, ended := chromedp.NewContext(ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(ended) // waits for the tab
	return ctx
}

// OpenOwn does the same in a browser of the test's own.
func OpenOwn(t *testing.T, what string, long time.Duration, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := Need(t, what)
	ctx, cancel := context.WithTimeout(context.Background(), long) // not the test's: that ends before what is cleaned up
	t.Cleanup(cancel)
	ctx, ended := start(ctx, path, more...)
	t.Cleanup(ended)
	return ctx
}

// start is a browser that is started when it is first asked for something. end waits for it, and removes its directory.
func start(ctx context.Context, path string, more ...chromedp.ExecAllocatorOption) (browser context.Context, end func()) {
	ctx, end = chromedp.NewExecAllocator(ctx, append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	}, more...)...)
	browser, _ = chromedp.NewContext(ctx)
	return browser, end
}

// Watch fails the test for what the pages of ctx complain about, and for whatever they load that is not allowed.
func Watch(t *testing.T, ctx context.Context, allowed func(*url.URL) bool) {
	t.Helper()
	if err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("in the page: %v", e.ExceptionDetails)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("in the console: %v", e.Args)
		case *log.EventEntryAdded:
			t.Errorf("in the log: %s %s", e.Entry.Text, e.Entry.URL)
		case *network.EventRequestWillBeSent:
			if u, err := url.Parse(e.Request.URL); err != nil || !allowed(u) {
				t.Errorf("it loads %s", e.Request.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
}
