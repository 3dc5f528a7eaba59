package pages

import (
	"bytes"
	"fmt"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"wirelab/lessons"
)

// themed are pages with all styles there are, but without what the experiment does; and the names of their custom properties.
func themed(t *testing.T) (files map[string][]byte, properties []string) {
	t.Helper()
	c := small()
	c.Engine = "engine/"
	c.Lessons[0].Pictures = map[string][]byte{"picture.svg": lessons.All()[6].Pictures["near.svg"]}
	files = render(t, c)
	files["asset/experiment.js"] = nil
	style := string(files["asset/site.css"]) + string(files["asset/experiment.css"])
	for _, m := range regexp.MustCompile(`(--[a-z-]+): ?#`).FindAllStringSubmatch(style, -1) {
		properties = append(properties, m[1])
	}
	slices.Sort(properties)
	return files, slices.Compact(properties)
}

// colours are the values of properties, for texts and for a picture in the page, and the ground of that picture and of one in a
// file.
func (c *tab) colours(properties []string) string {
	c.t.Helper()
	values, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`(async () => {
		document.body.insertAdjacentHTML("afterbegin", "<svg class='picture' width='300' height='300'></svg>" +
			"<img src='lessons/07-tags/picture.svg' width='300' height='300'>");
		for (const [i, picture] of [...document.body.children].slice(0, 2).entries()) {
			Object.assign(picture.style, { position: "fixed", left: 0, top: 300 * i + "px", zIndex: 1 });
		}
		await document.querySelector("img").decode();
		const of = (element) => "`+strings.Join(properties, " ")+`".split(" ").map((name) => name + getComputedStyle(element).getPropertyValue(name))
			.filter((text) => text.includes("#"));
		return [...of(document.body), ...of(document.querySelector("svg"))].join("\n");
	})()`, chromedp.EvalAwaitPromise))
	if err != nil {
		c.t.Fatal(err)
	}
	shot, err := chromedp.Run(c.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		c.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, y := range []int{290, 310} {
		values += fmt.Sprintf("\n%v", picture.At(290, y))
	}
	return values
}

// system has the system's colours be light or dark, for a screen or another medium.
func (c *tab) system(scheme, media string) {
	c.t.Helper()
	_, err := chromedp.Call(c.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// before has a script run in each page before its own.
func (c *tab) before(script string) {
	c.t.Helper()
	if _, err := chromedp.Call(c.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		c.t.Fatal(err)
	}
}

// choose chooses colours as one does with the keyboard, where a list's first letters are enough.
func (c *tab) choose(theme string) {
	c.t.Helper()
	c.do(chromedp.SendKeys(chromedp.CSS("#theme"), theme[:1]))
	c.is(`document.querySelector("#theme").value === "`+theme+`"`, true)
}

// TestTheme: the pages have the system's colours until others are chosen. These hold on the next page before anything of it is
// seen, and in other tabs, for pictures as for texts. On paper all is light.
func TestTheme(t *testing.T) {
	c := newTab(t)
	files, properties := themed(t)
	base := c.saved(files)
	c.before(`new MutationObserver((_, self) => {
		if (!document.body) return;
		globalThis.first = document.documentElement.dataset.theme;
		self.disconnect();
	}).observe(document, { childList: true, subtree: true });`)
	of := map[string]string{} // the system's colours, by their scheme
	for _, scheme := range []string{"light", "dark"} {
		c.system(scheme, "")
		c.do(chromedp.Navigate(base + "/experiment.html"))
		c.is(`first === "system" && document.querySelector("#theme").value === first`, true)
		of[scheme] = c.colours(properties)
	}
	for _, same := range strings.Split(of["light"], "\n") {
		if strings.Contains("\n"+of["dark"]+"\n", "\n"+same+"\n") {
			t.Errorf("in light and in dark: %s", same)
		}
	}
	for chosen, system := range map[string]string{"light": "dark", "dark": "light"} {
		c.system(system, "")
		c.do(chromedp.Navigate(base + "/glossary.html"))
		c.choose(chosen)
		c.do(chromedp.Navigate(base + "/experiment.html"))
		c.is(`first === "`+chosen+`" && document.querySelector("#theme").value === first`, true)
		if got := c.colours(properties); got != of[chosen] {
			t.Errorf("%s was chosen:\n%s\nand where it is the system's:\n%s", chosen, got, of[chosen])
		}
		c.system(system, "print")
		c.is(`getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" && getComputedStyle(document.documentElement).colorScheme === "light"`, true)
	}
	c.do(chromedp.Navigate(base + "/glossary.html"))
	ctx, _ := chromedp.NewContext(c.ctx)
	other := &tab{t, ctx}
	other.do(chromedp.Navigate(base + "/index.html"))
	other.choose("system")
	c.until(`document.documentElement.dataset.theme === "system" && document.querySelector("#theme").value === "system"`)
}

// TestThemeUnkept: where a browser keeps nothing for a page, colours are chosen for that page.
func TestThemeUnkept(t *testing.T) {
	c := newTab(t)
	files, _ := themed(t)
	c.before(`Object.defineProperty(globalThis, "localStorage", { get() { throw new Error("denied"); } });`)
	c.do(chromedp.Navigate(c.saved(files) + "/glossary.html"))
	c.choose("dark")
	c.is(`getComputedStyle(document.body).backgroundColor === "rgb(22, 24, 27)"`, true)
	c.run(`dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`)
	c.is(`document.querySelector("#theme").value === "dark"`, true)
}
