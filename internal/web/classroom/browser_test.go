package classroom

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/internal/browsertest"
	"wirelab/internal/course/pages"
	"wirelab/lessons"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// A screen is a tab of a browser.
type screen struct {
	t   *testing.T
	ctx context.Context
}

func (s screen) do(actions ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	if err := chromedp.Do(s.ctx, actions...); err != nil {
		s.t.Fatal(err)
	}
}

// sees waits until a text is to be seen.
func (s screen) sees(text string) {
	s.t.Helper()
	script := "document.body?.innerText.includes(" + quote(text) + ") === true" // of a new page there may be no more than its head
	if _, err := chromedp.Run(s.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(0))); err != nil {
		shown, _ := chromedp.Run(s.ctx, chromedp.Evaluate[string]("document.body.innerText"))
		s.t.Fatalf("it does not show %q, but %s: %v", text, shown, err)
	}
}

// at waits until a page is shown.
func (s screen) at(path string) {
	s.t.Helper()
	for { // a wait in the page ends with the page
		shown, err := chromedp.Run(s.ctx, chromedp.Evaluate[string]("location.pathname + location.hash"))
		switch {
		case s.ctx.Err() != nil:
			s.t.Fatalf("it shows %s, %v", shown, err)
		case err == nil && shown == path:
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (s screen) click(css string) {
	s.t.Helper()
	s.do(chromedp.Click(chromedp.CSS(css)))
}

func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

// TestScreens: a phone joins by one tap, votes, hears the number, goes away and recovers what it missed, measures, and follows the
// teacher to a lesson; the teacher's screen shows all that. Nothing is loaded from elsewhere, and no console complains.
func TestScreens(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it opens a browser")
	}
	files, err := pages.Course{Lessons: lessons.All(), Words: lessons.Words(), Class: true}.Render()
	if err != nil {
		t.Fatal(err)
	}
	files["class/qr.png"] = []byte("\x89PNG\r\n\x1a\n")
	class := serve(t, files)
	dir, _ := question(t)
	open := func(path string, trouble bool) screen {
		ctx := browsertest.Open(t, "the class is", 5*time.Minute)
		if !trouble {
			browsertest.Watch(t, ctx, func(u *url.URL) bool { return u.Host == class.host || u.Scheme == "data" })
		}
		s := screen{t, ctx}
		s.do(chromedp.Navigate("http://" + class.host + path))
		return s
	}
	teacher, phone := open("/"+TeacherPage+"#"+class.class.Key, false), open("/class/", false)
	teacher.sees("0 browsers are here")
	phone.click("#join")
	phone.sees("You are in the room.")
	teacher.sees("1 browser is here")

	teacher.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true; })`))
	teacher.click(`[data-do=ask][data-lesson="` + dir + `"][data-round=before]`)
	phone.sees("Nobody sees what you choose")
	phone.click("#poll button.choice")
	phone.sees("1 has voted before the experiment. You can still change your mind")
	teacher.sees("before: 1, 100 %")
	other := open("/class/", false)
	other.click("#join")
	other.sees("Nobody sees what you choose")
	phone.do(chromedp.Evaluate[chromedp.Void](`globalThis.under = document.activeElement`))
	other.click("#poll button.choice")
	phone.sees("2 have voted")
	if kept, err := chromedp.Run(phone.ctx, chromedp.Evaluate[bool](`under.matches("#poll button") && under === document.activeElement`)); !kept {
		t.Error("a vote takes the buttons from under another's finger", err)
	}
	other.do(chromedp.Navigate("about:blank"))
	teacher.sees("1 browser is here")
	teacher.sees("before: 2, 100 %")
	phone.do(chromedp.Reload()) // it is still the same one
	phone.sees("You are in the room.")
	phone.sees("You can still change your mind")
	if marked, err := chromedp.Run(phone.ctx, chromedp.Evaluate[bool](`document.querySelector("#poll [aria-pressed=true]") === document.querySelector("#poll button")`)); !marked {
		t.Error("a page that is loaded again does not show what it has voted", err)
	}
	teacher.click("#close")
	phone.sees("before: 2, 100 %")

	teacher.click("[data-do=say]")
	phone.sees("heard as it was said")
	teacher.sees("Number 1: 1 ● heard it")
	phone.click("#away")
	phone.sees("You are away")
	teacher.click("[data-do=say]")
	teacher.sees("1 ○ have not got it")
	phone.click("#away")
	phone.sees("missed, and recovered")
	teacher.sees("1 ◐ missed it and recovered it")

	teacher.click("[data-do=measure]")
	teacher.sees("20 round trips of 1 browser:")
	phone.sees("20 round trips of 1 browser:")

	lesson := "lessons/" + dir + ".html"
	show := func() {
		teacher.click(`[data-page="` + lesson + `#run"]`)
		phone.at("/" + lesson + "#run")
		phone.sees("the teacher leads")
		teacher.sees("led to lesson")
	}
	show()
	teacher.click("#go")
	phone.sees("you go where you like")
	phone.do(chromedp.Navigate("http://" + class.host + "/glossary.html"))
	phone.sees("you go where you like")
	teacher.sees("free to go")
	teacher.click("#go") // to the same lesson again
	phone.at("/" + lesson + "#run")
	phone.sees("the teacher leads")

	teacher.click("[data-do=say]") // to a browser that is on another page, and is led to the class's
	teacher.sees("Number 3: 0 ● heard it as it was said; 1 ◐")
	show()
	teacher.click("[data-do=measure]") // the same
	if err := class.watch("key="+class.class.Key, func(s State) bool { return s.Measure == 2 && s.Network.Phones == 1 }); err != nil {
		t.Error(err)
	}
	show()
	if n := class.class.streams(); n > 2 { // the one that ends may not have ended
		t.Errorf("%d connections of the pages that one browser has left", n)
	}
	stranger := open("/"+TeacherPage+"#guessed", true)
	stranger.sees("has no key")
}

// streams counts those that are open, of the teacher's none.
func (c *Class) streams() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.people {
		n += p.live
	}
	return n
}
