package wsdemo_test

import (
	"context"
	"net"
	"testing"

	"github.com/chromedp/chromedp"

	"wirelab/wsdemo"
)

// chatWelcome: who opens the page is asked for a name before entering, and next time the name is there.
func chatWelcome(t *testing.T, browser context.Context) {
	s := newRooms(t)
	ada := newTab(t, browser, "http://"+s.ws+"/?room=blue")
	ada.shows(`document.getElementById("welcome").open && /^guest-[1-9][0-9]$/.test(document.getElementById("who").value)`)
	tom := newCaller(t, s.tcp)
	tom.join("tom")
	ada.enter("#who", "two words")
	ada.shows(`document.getElementById("wrong").textContent.startsWith("A name has")`)
	ada.lists("#people li") // nobody has entered
	ada.enter("#who", "ada")
	ada.lists("#people li", "ada ws (you)", "tom tcp")
	ada.shows(`document.activeElement.id === "text"`)

	again := newTab(t, browser, "http://"+s.ws+"/")
	again.shows(`document.getElementById("who").value === "ada"`)
	again.click("#enter button")
	again.lists("#people li", "ada ws (you)")
}

// pagesQuiet: neither page has the browser complain of anything.
func pagesQuiet(t *testing.T, browser context.Context) {
	s := newRooms(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- (&wsdemo.EchoServer{}).Serve(ctx, ln) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	for url, done := range map[string]string{
		"http://" + s.ws + "/?name=ada":      `document.querySelectorAll("#people li").length === 1`,
		"http://" + s.ws + "/":               `document.getElementById("welcome").open`,
		"http://" + ln.Addr().String() + "/": `document.querySelectorAll("#log tr").length === 1 && document.activeElement.id === "text"`,
	} {
		c := newTab(t, browser, "about:blank")
		c.quiet()
		c.do(chromedp.Navigate(url))
		c.shows(done)
		// The browser may load the icon later, or, without a window, never: so it is loaded here as an image.
		c.shows(`(window.icon ??= Object.assign(new Image(), { src: document.querySelector("link[rel=icon]").href })).complete`)
		if size := evaluate[float64](c, `window.icon.naturalWidth`); size == 0 {
			t.Errorf("%s: the icon cannot be shown", url)
		}
	}
}
