// Package browsertest opens a browser without a window, for tests of pages.
package browsertest

import (
	"context"
	"net/url"
	"os/exec"
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
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	t.Skipf("neither chromium nor google-chrome is installed: %s not tried in a browser", what)
	return ""
}

// Open starts a browser that ends with the test, or before it if that takes longer than so long. See Need for what.
func Open(t *testing.T, what string, long time.Duration, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := Need(t, what)
	ctx, cancel := context.WithTimeout(context.Background(), long) // not the test's: that ends before what is cleaned up
	t.Cleanup(cancel)
	ctx, ended := chromedp.NewExecAllocator(ctx, append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	}, more...)...)
	t.Cleanup(ended) // waits for the browser, and removes its directory
	ctx, _ = chromedp.NewContext(ctx)
	return ctx
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
