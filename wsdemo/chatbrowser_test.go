package wsdemo_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"wirelab/internal/browsertest"
)

// newBrowser starts a browser without a window, which ends with the test.
func newBrowser(t *testing.T) context.Context {
	ctx := browsertest.OpenOwn(t, "the chat page is", 5*time.Minute,
		chromedp.Flag("disable-background-timer-throttling", true)) // tabs behind others are tried, too
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Error(err)
		}
	})
	return ctx
}

// A tab is a page in the browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// newTab opens a page. A script that fails there fails the test.
func newTab(t *testing.T, browser context.Context, url string) *tab {
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	if err := chromedp.Listen(ctx, func(event any) {
		if e, ok := event.(*runtime.EventExceptionThrown); ok {
			t.Errorf("in the page: %v", e.ExceptionDetails)
		}
	}); err != nil {
		t.Fatal(err)
	}
	c := &tab{t, ctx}
	c.do(chromedp.Navigate(url))
	return c
}

func (c *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	c.t.Helper()
	if err := chromedp.Do(c.ctx, actions...); err != nil {
		c.t.Fatal(err)
	}
}

func evaluate[T any](c *tab, script string) T {
	c.t.Helper()
	value, err := chromedp.Run(c.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		c.t.Fatal(err)
	}
	return value
}

// shows waits until a script returns true.
func (c *tab) shows(condition string) {
	c.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !evaluate[bool](c, condition); {
		if time.Now().After(deadline) {
			c.t.Fatalf("it never came true that %s\nThe page shows:\n%s", condition,
				evaluate[string](c, `document.body.innerText.slice(-1000)`))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// lists waits until the texts of the elements that a selector finds are these.
func (c *tab) lists(selector string, want ...string) {
	c.t.Helper()
	c.shows(`[...document.querySelectorAll("` + selector + `")].map((e) => e.textContent).join("|") === "` +
		strings.Join(want, "|") + `"`)
}

// enter types a text into a field and submits its form.
func (c *tab) enter(field, text string) {
	c.t.Helper()
	evaluate[string](c, `document.querySelector("`+field+`").value = ""`)
	c.do(chromedp.SendKeys(chromedp.CSS(field), text+"\r"))
}

func (c *tab) click(selector string) {
	c.t.Helper()
	c.do(chromedp.Click(chromedp.CSS(selector)))
}

// A road is the network between a browser and a server, which can be cut.
type road struct {
	net.Listener
	mu    sync.Mutex
	to    string // empty: it is cut
	ends  map[net.Conn]bool
	conns sync.WaitGroup
}

func newRoad(t *testing.T) *road {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &road{Listener: ln, ends: map[net.Conn]bool{}}
	r.conns.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			r.conns.Go(func() { r.carry(conn) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		r.cut()
		r.conns.Wait()
	})
	return r
}

// carry copies both ways until one end is closed.
func (r *road) carry(conn net.Conn) {
	defer conn.Close()
	r.mu.Lock()
	to := r.to
	r.mu.Unlock()
	server, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer server.Close()
	r.mu.Lock()
	if r.to != to { // cut meanwhile
		r.mu.Unlock()
		return
	}
	r.ends[conn], r.ends[server] = true, true
	r.mu.Unlock()
	var ways sync.WaitGroup
	for _, way := range [][2]net.Conn{{conn, server}, {server, conn}} {
		ways.Go(func() {
			buf := make([]byte, 4096)
			for {
				n, err := way[0].Read(buf)
				if _, werr := way[1].Write(buf[:n]); err != nil || werr != nil {
					break
				}
			}
			conn.Close()
			server.Close()
		})
	}
	ways.Wait()
	r.mu.Lock()
	delete(r.ends, conn)
	delete(r.ends, server)
	r.mu.Unlock()
}

// cut closes all connections. New ones are closed at once.
func (r *road) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to = ""
	for conn := range r.ends {
		conn.Close()
	}
}

// mend lets connections through, to a server.
func (r *road) mend(to string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.to = to
}
