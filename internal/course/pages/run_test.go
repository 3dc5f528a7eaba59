package pages

import (
	"io/fs"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"wirelab/internal/web/asset"
)

// pretended is an engine that answers at once, so that the page is tried and nothing else.
const pretended = `export function hasEngine() { return true; }
export function ask(request, hear) {
  let cancelled = false;
  const done = (async () => {
    await null; // as the real one, it answers after it has been asked
    if (request.args[0] === "wait") return new Promise(() => {});
    if (cancelled) return;
    if (request.args[0] === "wrong") return hear({ error: "there is no engine" });
    hear({ out: request.args.join(" ") === "z" ? "out\n" : request.args.join("|") + " in " + request.columns + " columns" });
    hear({ exit: request.args[0] === "fails" ? 2 : 0 });
  })();
  return { cancel() { cancelled = true; }, done };
}
`

// runnable are the pages of the small course with that engine.
func runnable(t *testing.T) map[string][]byte {
	t.Helper()
	c := small()
	c.Engine = "engine/"
	c.Lessons[0].Text += "\n```console\n$ wirelab bench --link lossy --loss 2% --rows p50\nout\n$ wirelab bench --sweep loss=1%,2%\nout\n$ wirelab bench --server broadcast --subscribers 4\nout\n```\n"
	files := render(t, c)
	var err error
	if files["asset/course.js"], err = asset.Script(modulesWith(t, pretended), "course.mjs"); err != nil {
		t.Fatal(err)
	}
	return files
}

// modulesWith are the pages' modules, with that engine in place of their own.
func modulesWith(t *testing.T, engine string) fs.FS {
	t.Helper()
	modules := fstest.MapFS{}
	names, err := fs.Glob(asset.Files, "*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := asset.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		modules[name] = &fstest.MapFile{Data: text}
	}
	modules["engine.mjs"] = &fstest.MapFile{Data: []byte(engine)}
	return modules
}

// until waits until a script says true.
func (c *tab) until(script string) {
	c.t.Helper()
	if _, err := chromedp.Run(c.ctx, chromedp.Poll[bool](script, chromedp.WithPollingTimeout(0))); err != nil {
		c.t.Fatalf("%s: %v", script, err)
	}
}

// TestRun: a command of a lesson runs in the page once the predictions that it decides are made, and can be edited first. It is
// said whether it prints what the lesson has.
func TestRun(t *testing.T) {
	c := newTab(t)
	c.do(chromedp.Navigate(c.saved(runnable(t)) + "/lessons/07-tags.html"))
	const second = `document.querySelectorAll(".command")[1]`
	c.is(`[...document.querySelectorAll(".tools button")].filter((b) => b.offsetParent).every((b) => b.textContent === "Copy")`, true)
	c.is(`[...document.querySelectorAll(".tools a")].some((a) => a.offsetParent)`, false)
	c.do(chromedp.Click(chromedp.CSS("#prediction-1 input[value='1']")), chromedp.Click(chromedp.CSS("#prediction-1 button")))

	c.do(chromedp.Click(chromedp.CSS("[data-line='wirelab z'] .tools button")))
	c.until(second + `.nextElementSibling.textContent.includes("Done")`)
	c.sees("the same as in the lesson, to the last digit", true)
	c.is(`[...document.querySelectorAll(".tools a")].map((a) => a.href.split("/").at(-1)).join(" ") === "experiment.html#link=lossy&loss=2%25 experiment.html#server=broadcast&subscribers=4"`, true)
	c.do(chromedp.Click(chromedp.CSS("[data-line='wirelab z'] .tools button[aria-label^=Edit]")))
	c.is(`document.activeElement.value === "wirelab z"`, true)
	for _, try := range []struct{ typed, want string }{
		{` --loss "2 %"`, "z|--loss|2 %"}, {" '", "the quote ' does not end"}, {"' | wc", "| is for a shell"},
	} {
		c.do(chromedp.SendKeys(chromedp.CSS("[data-line='wirelab z'] textarea"), try.typed+"\r"))
		c.until(second + `.nextElementSibling.textContent.includes(` + strconv.Quote(try.want) + `)`)
		c.sees("the same as in the lesson", false)
	}
}

// TestCommandLineUnscripted: without JavaScript the page of the command line has no buttons that would do nothing.
func TestCommandLineUnscripted(t *testing.T) {
	c := newTab(t)
	if _, err := chromedp.Call(c.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	c.do(chromedp.Navigate(c.saved(runnable(t)) + "/commandline.html"))
	if _, err := chromedp.Call(c.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}); err != nil { // or nothing can be asked
		t.Fatal(err)
	}
	c.is(`[...document.querySelectorAll("main button")].every((button) => button.getClientRects().length === 0)`, true)
	c.sees("It needs JavaScript", true)
}

// TestCommandLine: a line runs, and what was typed before comes back; the engine's complaints are shown, and what does not end
// can be stopped.
func TestCommandLine(t *testing.T) {
	c := newTab(t)
	c.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(c.saved(runnable(t))+"/commandline.html"))
	typed := func(text, want string) {
		c.do(chromedp.SendKeys(chromedp.CSS("#line"), text+"\r"))
		c.until(`document.querySelector("#log figure").textContent.includes(` + strconv.Quote(want) + `)`)
	}
	typed("ladder <tcp>", "< is for a shell")
	typed("ladder tcp", "ladder|tcp in 100 columns")
	c.do(chromedp.EmulateViewport(390, 900))
	typed("ladder tcp", "ladder|tcp in 5") // fifty and some
	typed("fails", "Ended with status 2")
	typed("wrong", "there is no engine")
	typed("wait", "Starting")
	c.do(chromedp.Click(chromedp.CSS("#log figure:first-child .going button")))
	c.sees("Stopped.", true)
	c.is(`document.activeElement.matches("#log figure:first-child .going")`, true) // the button is gone
	c.is(`document.querySelectorAll("#log figure").length === 6`, true)
	c.do(chromedp.SendKeys(chromedp.CSS("#line"), strings.Repeat(kb.ArrowUp, 3)))
	c.is(`document.querySelector("#line").value === "wirelab fails"`, true)
	c.do(chromedp.Click(chromedp.CSS(".tries button")))
	c.until(`document.querySelector("#log figure").textContent.includes("bench")`)
}
