//go:build unix

package engine_test

import (
	"context"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"

	"wirelab/internal/browsertest"
)

// TestSlow: on a phone that is six times slower, the page of experiments loads its engine, and answers while that measures: it
// says how far it is, and can cancel. What a slider has measured at last has this program's digits.
func TestSlow(t *testing.T) {
	t.Parallel() // its browser is stopped, most of the time
	address := servedSite(t)
	ctx := browsertest.OpenOwn(t, "the engine is", 5*time.Minute) // which is slow, with all its tabs
	opened(t, ctx, address, false)
	throttle(t, ctx, 6)
	until := func(script string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(0))); err != nil {
			t.Fatalf("%s: %v", script, err)
		}
	}
	until(`document.querySelector(".watch") !== null`) // after the short plan

	in[bool](t, ctx, `document.querySelector(".measure").click(); return true`)
	until(`document.querySelector("progress").value > 0`)
	if !in[bool](t, ctx, `return document.querySelector(".measure").textContent === "Cancel" && document.querySelector("progress").value < 1`) {
		t.Error("the page has answered only after the measurement")
	}
	in[bool](t, ctx, `document.querySelector(".measure").click(); return true`)
	until(`document.querySelector(".doing").textContent === "Cancelled."`)

	request := shortTrial(t, ctx, `
		const slider = document.querySelector("input[aria-label='loss, %, slider']");
		for (const place of [5, 10, 20]) {
			slider.value = place;
			slider.dispatchEvent(new Event("input"));
		}`)
	if want := `"args":["--link","cafe","--loss","20%",`; !strings.Contains(request, want) {
		t.Errorf("it asks %s, want %s", request, want)
	}
}

// throttle has the pages of a browser run for one part of the time in so many, until the test ends: their processes are stopped
// again and again, with all their threads. What Chromium has for that, Emulation.setCPUThrottlingRate, holds for a page and not
// for its worker: "Operation is only supported for pages, not workers".
func throttle(t *testing.T, ctx context.Context, times int) {
	t.Helper()
	all, err := chromedp.CallBrowser(ctx, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	signal := func(s syscall.Signal) {
		for _, process := range all.ProcessInfo {
			if process.Type == "renderer" {
				syscall.Kill(int(process.ID), s)
			}
		}
	}
	over := make(chan struct{})
	var throttling sync.WaitGroup
	throttling.Go(func() {
		for {
			began := time.Now()
			select {
			case <-over:
				return
			case <-time.After(10 * time.Millisecond):
			}
			signal(syscall.SIGSTOP)
			time.Sleep(time.Duration(times-1) * time.Since(began)) // which is more than 10 ms where there is much to do
			signal(syscall.SIGCONT)
		}
	})
	t.Cleanup(func() {
		close(over)
		throttling.Wait()
	})
}
