package pages

import (
	"context"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/internal/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// A tab is a page in a browser without a window. What its script or its policy complains about, and
// whatever it loads that is no file, fails the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func newTab(t *testing.T) *tab {
	ctx := browsertest.Open(t, "the pages are", 5*time.Minute)
	browsertest.Watch(t, ctx, func(u *url.URL) bool { return u.Scheme == "file" || u.Scheme == "data" })
	return &tab{t, ctx}
}

func (c *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	c.t.Helper()
	if err := chromedp.Do(c.ctx, actions...); err != nil {
		c.t.Fatal(err)
	}
}

// is checks what a script returns.
func (c *tab) is(script string, want bool) {
	c.t.Helper()
	got, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool](script))
	if err != nil || got != want {
		c.t.Errorf("%s is %v, %v", script, got, err)
	}
}

// sees says whether a text can be seen.
func (c *tab) sees(text string, want bool) {
	c.t.Helper()
	c.is(`document.body.innerText.includes("`+text+`")`, want)
}

// saved writes files, and returns the address of their folder.
func (c *tab) saved(files map[string][]byte) string {
	dir := c.t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			c.t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			c.t.Fatal(err)
		}
	}
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/")
}

// TestWidths: no page is wider than the screen, be it a phone's; code scrolls by itself. On a wide screen
// code stands to the right of its text, on a narrow one below it.
func TestWidths(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it opens all pages")
	}
	c := newTab(t)
	files := renderWhole(t)
	base := c.saved(files)
	for name := range files {
		if path.Ext(name) != ".html" || strings.HasPrefix(name, "source/") || name == experimentPage { // that asks for an engine: see TestExperiment
			continue
		}
		c.do(chromedp.Navigate(base + "/" + name))
		c.is(unfolded, true)
		for _, width := range []int64{390, 800, 1400} {
			c.do(chromedp.EmulateViewport(width, 900))
			wide, err := chromedp.Run(c.ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
			if err != nil || wide > width {
				t.Errorf("%s is %d wide on a screen of %d, %v", name, wide, width, err)
			}
			if name == lessonPage(course().Lessons[0]) {
				c.is(`[...document.querySelectorAll(".row")].filter((row) => row.offsetParent && row.querySelector(".beside"))
					.every((row) => row.querySelector(".beside").getBoundingClientRect().left >= row.querySelector(".prose").getBoundingClientRect().right)`, width == 1400)
			}
		}
	}
}

// unfolded opens all that is folded until something is predicted.
const unfolded = `document.querySelectorAll("details").forEach((folded) => { folded.hidden = false; folded.open = true; }), true`

// TestLines: on a laptop and on a projector, lines of text have 60 to 75 characters.
func TestLines(t *testing.T) {
	c := newTab(t)
	c.do(chromedp.Navigate(c.saved(renderWhole(t)) + "/" + lessonPage(course().Lessons[7])))
	c.is(unfolded, true)
	for _, width := range []int64{1280, 1920} {
		c.do(chromedp.EmulateViewport(width, 900))
		got, err := chromedp.Run(c.ctx, chromedp.Evaluate[float64](charactersALine))
		if err != nil || got < 60 || got > 75 {
			t.Errorf("%.1f characters a line on a screen of %d, %v", got, width, err)
		}
	}
}

// charactersALine is how many a full line of the longest paragraphs has, in the mean.
const charactersALine = `(() => {
	const long = [...document.querySelectorAll(".prose > p")].filter((p) => p.textContent.length > 400);
	const lines = long.map((p) => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight) - 0.5);
	return long.map((p) => p.textContent.length).reduce((a, b) => a + b) / lines.reduce((a, b) => a + b);
})()`

// TestPredicting: what gives the answer away comes when a choice is confirmed, and not before; with a
// wrong one comes the idea behind it. All of it goes without a mouse.
func TestPredicting(t *testing.T) {
	c := newTab(t)
	page := c.saved(render(t, small()))
	c.do(chromedp.Navigate(page + "/lessons/07-tags.html"))
	c.is(`document.styleSheets.length === 1`, true)

	hidden := []string{"<script>alert(2)</script>", "Measured:", "The <idea>.", "Why."}
	for _, text := range hidden {
		c.sees(text, false)
	}
	c.sees("First predict: 1", true)
	c.do(chromedp.Click(chromedp.CSS("#prediction-1 button"))) // nothing is chosen
	c.sees("Measured:", false)

	c.do(chromedp.SendKeys(chromedp.CSS("#prediction-1 input[value='0']"), " ")) // chooses
	c.sees("Measured:", false)
	c.do(chromedp.SendKeys(chromedp.CSS("#prediction-1 button"), "\r")) // confirms
	for _, text := range hidden {
		c.sees(text, true)
	}
	c.sees("You predicted a) <i>yes</i>", true)
	c.sees("First predict", false)
	c.is(`document.activeElement.hash === "#answer-1"`, true)
	c.is(`document.querySelector("#prediction-1 fieldset").disabled`, true)

	c.do(chromedp.Navigate(page+"/index.html"), chromedp.Navigate(page+"/lessons/07-tags.html"))
	c.sees("You predicted a) <i>yes</i>", true) // it remembers
	c.sees("Why.", true)
	if _, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool](`localStorage.clear(), true`)); err != nil {
		t.Fatal(err)
	}
	c.do(chromedp.Navigate(page+"/index.html"), chromedp.Navigate(page+"/lessons/07-tags.html"))
	c.sees("Why.", false)
	c.do(chromedp.Click(chromedp.CSS("#prediction-1 input[value='1']")), chromedp.Click(chromedp.CSS("#prediction-1 button")))
	c.sees("That is what you predicted.", true)
	c.sees("The <idea>.", false)
	c.do(chromedp.Navigate(page+"/glossary.html"), chromedp.Navigate(page+"/source/a.go.html"), chromedp.Navigate(page+"/teacher/index.html"))
}

// TestElsewhere: what another tab has done meanwhile is kept, and a page that the browser has kept shows it when one comes back.
func TestElsewhere(t *testing.T) {
	c := newTab(t)
	page := c.saved(render(t, small()))
	const other = `localStorage.setItem("wirelab course", '{"lessons":{"tags":{"made":{"2":0}}}}'), true`
	c.do(chromedp.Navigate(page + "/lessons/07-tags.html"))
	c.is(other, true)
	c.do(chromedp.Click(chromedp.CSS("#prediction-1 input[value='1']")), chromedp.Click(chromedp.CSS("#prediction-1 button")))
	c.is(`Object.keys(JSON.parse(localStorage.getItem("wirelab course")).lessons.tags.made).join() === "1,2"`, true)
	c.do(chromedp.Navigate(page + "/index.html"))
	c.is(`localStorage.setItem("wirelab course", '{"last":"tags","lessons":{"tags":{"made":{},"done":true}}}'),
		dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))`, true)
	c.is(`document.querySelector("li[data-asks] .state").textContent === "done" && document.querySelector("a.begin").textContent.startsWith("Go on")`, true)
}
