package pages

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"wirelab/lessons"
)

// taskTab has the page of a lesson, with all of it unfolded.
func (c *tab) taskTab(base string, l lessons.Lesson) {
	c.t.Helper()
	c.do(chromedp.Navigate(base + "/" + lessonPage(l)))
	c.is(unfolded, true)
}

// runs has the page run the test of a program, and returns what became of it.
func (c *tab) runs(program, says string) (all []outcome) {
	c.t.Helper()
	text, err := json.Marshal(program)
	if err != nil {
		c.t.Fatal(err)
	}
	c.is(`(() => {
		const field = document.querySelector("#program");
		field.value = `+string(text)+`;
		field.dispatchEvent(new Event("input"));
		document.querySelector(".program .controls button").click();
		return true;
	})()`, true)
	return c.ran(says)
}

// ran waits until the page says how a run has ended, and returns what became of its tests.
func (c *tab) ran(says string) (all []outcome) {
	c.t.Helper()
	c.until(`document.querySelector(".program [role=status]").textContent.includes(` + strconv.Quote(says) + `)`)
	got, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`JSON.stringify([...document.querySelectorAll(".tests li")].map((item) => ({
		Name: item.querySelector("p").lastChild.textContent, Passed: item.className === "passed", Why: item.querySelector(".why")?.textContent ?? "",
	})))`))
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(got), &all); err != nil {
		c.t.Fatal(err)
	}
	return all
}

// TestTaskPage does the first lesson's task in its page, as a student does.
func TestTaskPage(t *testing.T) {
	c := newTab(t)
	base := c.saved(renderWhole(t))
	c.taskTab(base, lessons.All()[0])
	c.writes(realTask(t, lessons.All()[0]).Start)
	c.mishaps()
	c.stops()
	c.leads()
	c.do(chromedp.Navigate(base + "/index.html"))
	c.taskTab(base, lessons.All()[0])
	c.startsOver()
	c.hasNames()
}

// program is the field that one writes in.
const program = `document.querySelector("#program")`

// text is what a script returns.
func (c *tab) text(script string) string {
	c.t.Helper()
	got, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](script))
	if err != nil {
		c.t.Fatalf("%s: %v", script, err)
	}
	return got
}

// enter is the Enter key as a person presses it: a page that takes it gets nothing more.
var enter = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		key := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
			return err
		}
	}
	return nil
})

// writes: Enter and Tab do what they do in an editor, and all of it goes without a mouse.
func (c *tab) writes(start string) {
	c.t.Helper()
	is := func(when, want string) {
		c.t.Helper()
		if got := c.text(program + ".value"); got != want {
			c.t.Errorf("%s there is %q, want %q", when, got, want)
		}
	}
	is("at first", start)
	c.is(program+`.select(), `+program+`.focus(), true`, true)
	for _, line := range []string{"if (a) {", "\tb;", "c;"} {
		c.do(chromedp.SendKeys(chromedp.CSS("#program"), line), enter)
	}
	is("when it is typed", "if (a) {\n  b;\n  c;\n  ")
	c.is(program+`.setSelectionRange(0, 14), true`, true)
	c.do(chromedp.KeyEvent(kb.Tab))
	is("moved in", "  if (a) {\n    b;\n  c;\n  ")
	c.do(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	is("moved out", "if (a) {\n  b;\n  c;\n  ")
	c.do(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	c.ran("No test")
	c.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent(kb.Tab))
	c.is(`document.activeElement.textContent === "Run the test"`, true)
}

// mishaps: the page says what is wrong with a program that is none, does not end, prints without end, or wants more than
// there is.
func (c *tab) mishaps() {
	c.t.Helper()
	const first = "one time"
	for name, try := range map[string]struct {
		program, says string
		want          outcome
		places        string
		out           string
	}{
		"no JavaScript":   {"import a from \"node:test\";\n\nexport function percentile(times, p) {\n  return ;;) + 1;\n}\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: Unexpected token ')'"}, "percentile.mjs, line 4", ""},
		"no end":          {"export function percentile(times, p) {\n  return times[0];\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: Unexpected end of input"}, "percentile.mjs, line 3", ""},
		"a module":        {"import net from \"node:net\";\nexport const percentile = 1;\n", "No test", outcome{"the program cannot be run", false, "Error: Cannot find module \"node:net\". In a page there are ./percentile.mjs, ./percentile.test.mjs, node:assert/strict, node:fs, node:test"}, "", ""},
		"itself":          {"import * as all from \"./percentile.mjs\";\nexport const percentile = all;\n", "No test", outcome{"the program cannot be run", false, "Error: \"./percentile.mjs\" imports itself, or what imports it. Node can do that, a page cannot"}, "", ""},
		"no words":        {"const error = new Error();\nObject.defineProperty(error, \"message\", { get() { throw error; } });\nthrow error;\n", "No test", outcome{"the program cannot be run", false, "Thrown: what cannot be shown, since showing it throws"}, "", ""},
		"at once":         {"\nthrow new SyntaxError(\"own\");\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: own"}, "percentile.mjs, line 2", ""},
		"nothing":         {"", " tests pass", outcome{first, false, "TypeError: percentile is not a function"}, "percentile.test.mjs, line 11", ""},
		"throws":          {"export function percentile() {\n  console.log(\"%s\", [1], { a: \"b\" });\n  throw \"no\";\n}\n", " tests pass", outcome{first, false, "Thrown: 'no'"}, "", "[ 1 ] { a: 'b' }\n"},
		"line":            {"// times\nexport function percentile() {\n  return times[0];\n}\n", " tests pass", outcome{first, false, "ReferenceError: times is not defined"}, "percentile.mjs, line 3 percentile.test.mjs, line 11", ""},
		"an endless loop": {"export function percentile() {\n  for (;;);\n}\n", "Your program did not end within 0.3 s", outcome{first, false, ""}, "", ""},
		"a flood":         {"export function percentile() {\n  for (;;) console.log(\"flood\");\n}\n", "did not end", outcome{first, false, ""}, "", ""},
		"no origin":       {"export const percentile = () => origin;\n", " tests pass", outcome{first, false, "of 7 ms, p1 is null; it should be 7"}, "percentile.test.mjs, line 11", ""},
	} {
		seconds := "10"
		if strings.Contains(try.says, "did not end") {
			seconds = "0.3"
		}
		c.is(`document.querySelector(".program").dataset.seconds = `+seconds+`, true`, true)
		got := c.runs(try.program, try.says)
		if len(got) == 0 || got[0] != try.want {
			c.t.Errorf("%s: %+v, want %+v", name, got, try.want)
		}
		if places := c.text(`[...document.querySelectorAll(".tests li:first-child .places button")].map((b) => b.textContent).join(" ")`); places != try.places {
			c.t.Errorf("%s: it leads to %q, want %q", name, places, try.places)
		}
		out := c.text(`document.querySelector(".tests li:first-child .out")?.textContent ?? ""`)
		if !strings.HasPrefix(out, try.out) || len(out) > 100_000 {
			c.t.Errorf("%s: it has printed %q, want %q", name, out, try.out)
		}
	}
}

// stops: what runs for ever can be stopped, and the keyboard is not left on a button that is of no use any more.
func (c *tab) stops() {
	c.t.Helper()
	c.is(`document.querySelector(".program").dataset.seconds = 10, true`, true)
	c.runs("export function percentile() {\n  for (;;);\n}\n", "The test runs")
	c.until(`document.querySelectorAll(".tests li").length === 1`)
	c.is(`document.querySelectorAll(".controls button")[1].focus(), true`, true)
	c.do(chromedp.KeyEvent(kb.Enter))
	if got := c.ran("Stopped."); len(got) != 1 || got[0].Passed {
		c.t.Errorf("stopped: %+v", got)
	}
	c.is(`document.activeElement.textContent === "Run the test"`, true)
}

// leads: a failed test leads to the lines where it has failed.
func (c *tab) leads() {
	c.t.Helper()
	c.runs("// a\nexport function percentile() {\n  throw new Error(\"b\");\n}\n", " tests pass")
	click := `[...document.querySelectorAll(".places button")].find((b) => b.textContent === "%s").click(), %s`
	if got := c.text(fmt.Sprintf(click, "percentile.mjs, line 3", program+`.value.slice(`+program+`.selectionStart, `+program+`.selectionEnd)`)); got != `  throw new Error("b");` {
		c.t.Errorf("line 3 is %q", got)
	}
	c.is(`document.activeElement === `+program, true)
	if got := c.text(fmt.Sprintf(click, "percentile.test.mjs, line 11", `document.querySelector(".given[open] .here").textContent`)); !strings.HasPrefix(got, `test("one time"`) {
		c.t.Errorf("line 11 of the test is %q", got)
	}
}

// startsOver: what was written is there when one comes back, until one says twice that it may go.
func (c *tab) startsOver() {
	c.t.Helper()
	click := func(name string) {
		c.t.Helper()
		c.is(`[...document.querySelectorAll(".writing .tools button")].find((b) => b.offsetParent && b.textContent === "`+name+`").click(), true`, true)
	}
	written := func() bool { return strings.Contains(c.text(program+".value"), `throw new Error("b")`) }
	if !written() {
		c.t.Error("what was written is gone")
	}
	click("Start over")
	click("No")
	if !written() {
		c.t.Error("no was said, and what was written is gone")
	}
	click("Start over")
	click("Yes, start over")
	c.is(program+`.value === `+program+`.defaultValue`, true)
	c.is(`Object.keys(localStorage).some((key) => key.startsWith("wirelab task"))`, false)
}

// hasNames: whoever does not see the page hears a name for each control.
func (c *tab) hasNames() {
	c.t.Helper()
	tree, err := chromedp.Call(c.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		c.t.Fatal(err)
	}
	var names []string
	for _, node := range tree.Nodes {
		role := spoken(node.Role)
		if node.Ignored || !slices.Contains([]string{"button", "textbox", "region", "link"}, role) {
			continue
		}
		names = append(names, role+" "+strings.TrimSpace(spoken(node.Name)))
		if strings.HasSuffix(names[len(names)-1], " ") {
			c.t.Errorf("a %s has no name", role)
		}
	}
	for _, want := range []string{"textbox percentile.mjs", "button Run the test", "button Stop", "button Copy percentile.mjs", "button Start over"} {
		if !slices.Contains(names, want) {
			c.t.Errorf("there is no %s among %q", want, names)
		}
	}
}
