package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/bench/sheet"
	"wirelab/internal/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }

// browser opens a tab of a browser without a window. What a page complains about there, and whatever it asks for besides its own
// file, fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	ctx := browsertest.Open(t, "the page is", 5*time.Minute)
	browsertest.Watch(t, ctx, func(u *url.URL) bool { return u.Scheme == "data" || strings.HasSuffix(u.Path, "/run.html") })
	return ctx
}

// TestInBrowser: in light, in dark and in print, on a phone, a laptop and a projector, the page is no wider than the
// screen, shows each picture once, and its texts can be read on its ground.
func TestInBrowser(t *testing.T) {
	ctx := browser(t)
	for of, change := range map[string]func(*bench.Plan){"echo": short, "queue": crash} {
		inBrowser(t, ctx, of, page(t, change))
	}
	name := strings.Repeat("a_file_without_a_blank_", 8)
	var b bytes.Buffer
	s := sheet.Sheet{
		Title: "wirelab compare: " + name, Found: words("<p>" + name + "</p><ul><li>" + name + "</ul>"),
		Absent: []sheet.Absent{{Title: name, Why: name}}, Facts: []sheet.Fact{{Name: name, Is: "wirelab bench"}}, Repeat: "wirelab compare " + name,
	}
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	inBrowser(t, ctx, "long names", b.String())
}

// words are a report that says no more than this.
type words string

func (w words) Write(to io.Writer, _ string, _ report.View) error {
	_, err := io.WriteString(to, string(w))
	return err
}

// crash makes the plan one of a queue whose consumer crashes.
func crash(p *bench.Plan) {
	*p = bench.DefaultQueue("lab")
	p.Guarantee, p.Crash, p.Duration, p.Trials = bench.AtMostOnce, bench.CrashConsumer, 4*time.Second, 1
}

// inBrowser looks at one page.
func inBrowser(t *testing.T, ctx context.Context, of, text string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "run.html")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	is := func(what, script string) {
		t.Helper()
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script)); err != nil || got != "" {
			t.Errorf("%s: %s %v", what, got, err)
		}
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("file:///"+strings.TrimPrefix(filepath.ToSlash(name), "/"))); err != nil {
		t.Fatal(err)
	}
	for _, media := range []string{"screen", "print"} {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{320, 800, 1600} {
				what := fmt.Sprintf("%s: %s, %s, %d pixels", of, media, scheme, width)
				emulated := emulation.SetEmulatedMediaParams{
					Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
				}
				if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulated); err != nil {
					t.Fatal(err)
				}
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
					t.Fatal(err)
				}
				is(what, `document.documentElement.scrollWidth > innerWidth ? "it is " + document.documentElement.scrollWidth + " wide" : ""`)
				is(what, shownOnce)
				is(what, readable)
			}
		}
	}
}

// TestReadout: the script says what is under the pointer.
func TestReadout(t *testing.T) {
	ctx := browser(t)
	name := filepath.Join(t.TempDir(), "run.html")
	if err := os.WriteFile(name, []byte(page(t, short)), 0o666); err != nil {
		t.Fatal(err)
	}
	err := chromedp.Do(ctx, chromedp.Navigate("file:///"+strings.TrimPrefix(filepath.ToSlash(name), "/")), chromedp.EmulateViewport(1000, 900))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]string{0: "^[0-9.]+ ms: (1 in [0-9]+|[0-9.]+ %)", 1: "^2[.][0-9]* s: [0-9.]+ ms", 3: "payload 400"} {
		said, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(pointAt, i)))
		if err != nil || !regexp.MustCompile(want).MatchString(said) {
			t.Errorf("figure %d: %q, %v", i, said, err)
		}
	}
}

// pointAt has the pointer in the middle of a figure's plot, or on its first part that has a name, and returns what is said.
const pointAt = `(() => {
	const figure = document.querySelectorAll("figure")[%d];
	const on = figure.querySelector(".wide g.panel") ?? figure.querySelector(".wide g:has(> title) path");
	const { left, top, width, height } = on.getBoundingClientRect();
	on.dispatchEvent(new PointerEvent("pointermove", { clientX: left + width / 2, clientY: top + height / 2, bubbles: true }));
	return figure.querySelector(".readout").textContent;
})()`

// shownOnce says which figure does not show one picture.
const shownOnce = `[...document.querySelectorAll("figure")].filter((f) =>
	[...f.querySelectorAll("svg")].filter((s) => s.getBoundingClientRect().width > 100).length !== 1).map((f) => f.querySelector("h2").textContent).join()`

// readable says which texts have a contrast of less than 4.5 to 1 to the page.
const readable = `(() => {
	const luminance = (c) => {
		const [r, g, b] = c.match(/[0-9.]+/g).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const back = luminance(getComputedStyle(document.body).backgroundColor);
	return [...document.querySelectorAll("h1, h2, p, th, td, dt, dd, summary, svg text:not(.on)")].filter((e) => {
		const style = getComputedStyle(e);
		const text = luminance(e instanceof SVGElement ? style.fill : style.color);
		return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05) < 4.5;
	}).map((e) => e.textContent).join(" | ");
})()`
