package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
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

// realTask is the task of a lesson.
func realTask(t *testing.T, l lessons.Lesson) *task {
	t.Helper()
	files, err := lessons.Tasks()
	if err != nil {
		t.Fatal(err)
	}
	found, err := taskOf(l.Dir, files)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestTaskOf: each lesson's task either is done in its page or says why it is not, and comes with its test, and without a solution.
func TestTaskOf(t *testing.T) {
	whole := renderWhole(t)
	var beyond []string
	for _, l := range lessons.All() {
		found := realTask(t, l)
		page := string(whole[lessonPage(l)])
		if found == nil {
			t.Errorf("%s has no task", l.Dir)
			continue
		}
		if found.Beyond != "" {
			beyond = append(beyond, l.Dir+" "+found.Beyond)
		}
		if does := strings.Contains(page, `<form class="program"`); does != (found.Beyond == "") || does != strings.Contains(page, "script-src 'self' file: 'wasm-unsafe-eval' blob:") {
			t.Errorf("%s is done in the page: %v", l.Dir, does)
		}
		if !strings.Contains(page, "No page can run this test: it "+found.Beyond) && found.Beyond != "" {
			t.Errorf("%s does not say that it %s", l.Dir, found.Beyond)
		}
		if len(found.Given) == 0 || !strings.Contains(page, found.Given[0].File) || !strings.HasSuffix(found.Given[0].File, ".test.mjs") || !strings.Contains(found.Start, "export ") {
			t.Errorf("%s begins with %q", l.Dir, found.Start)
		}
		for _, g := range found.Given {
			if strings.Contains(g.File, "solution") || g.File == found.File {
				t.Errorf("%s comes with %s", l.Dir, g.File)
			}
		}
	}
	want := []string{
		"09-websocket opens TCP connections and starts other programs", "16-own-chat opens TCP connections and reads what is typed in a terminal",
	}
	if !slices.Equal(beyond, want) {
		t.Errorf("no page can do %q, want %q", beyond, want)
	}
}

// TestTaskUnknown: a task that needs what nobody has thought of is an error; so it is seen before a student sees it.
func TestTaskUnknown(t *testing.T) {
	files := map[string][]byte{
		"01-x/make/a.test.mjs": []byte("import { b } from \"./b.mjs\";\n"), "01-x/make/a.mjs": nil,
		"01-x/make/b.mjs": []byte("import test from \"node:test\";\nimport { c } from \"node:zlib\";\n"),
	}
	_, err := taskOf("01-x", files)
	if want := "01-x/make/a.test.mjs: no page has node:zlib, and nothing says why (provided and beyond in internal/course/pages/task.go)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if found, err := taskOf("02-y", files); found != nil || err != nil {
		t.Errorf("a lesson without a task has %v, %v", found, err)
	}
}

// An outcome is what became of a test, in the page or in Node.
type outcome struct {
	Name   string
	Passed bool
	Why    string // what the assertion says, or the error
}

// taskTab has the page of a lesson, with all of it unfolded.
func (c *tab) taskTab(base string, l lessons.Lesson) {
	c.t.Helper()
	c.do(chromedp.Navigate(base + "/" + lessonPage(l)))
	c.is(`document.querySelectorAll(".gate").forEach((gate) => { gate.hidden = false; gate.open = true; }), true`, true)
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

// reporter has Node say what becomes of each test, and driver has it run many: solutions of tests, in pairs. Before each pair stands a
// test that has its name.
const (
	reporter = `export default async function* (source) {
	const why = ({ code, name, message }) => (code === "ERR_ASSERTION" || !name ? message : name + ": " + message);
	for await (const { type, data } of source) {
		if (type !== "test:pass" && type !== "test:fail") continue;
		const error = data.details.error?.cause;
		yield JSON.stringify({ Name: data.name, Passed: type === "test:pass", Why: error ? why(error) : "" }) + "\n";
	}
}
`
	driver = `import test from "node:test";
for (const [address, solution] of JSON.parse(process.argv[2])) {
	process.env.SOLUTION = solution;
	test("# " + solution, () => {});
	await import(address + "?" + solution);
}
`
)

// inNode is what becomes of tests in Node, by the solution; nil: there is no Node.
func inNode(t *testing.T, pairs [][2]string) map[string][]outcome {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Log("there is no node to compare with")
		return nil
	}
	dir := filepath.ToSlash(t.TempDir())
	for name, text := range map[string]string{"reporter.mjs": reporter, "driver.mjs": driver} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	arg, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	out, failed := exec.CommandContext(t.Context(), node, "--test-reporter=file:///"+strings.TrimPrefix(dir, "/")+"/reporter.mjs", dir+"/driver.mjs", string(arg)).Output()
	all := map[string][]outcome{}
	solution := ""
	for line := range bytes.Lines(out) {
		var o outcome
		if err := json.Unmarshal(line, &o); err != nil {
			t.Fatalf("%s: %v, %v", line, err, failed) // it fails because tests do
		}
		if name, begins := strings.CutPrefix(o.Name, "# "); begins {
			solution = name
		} else {
			all[solution] = append(all[solution], o)
		}
	}
	return all
}

// alike says whether the page and Node say the same of a test. Newer versions of Node add to an assertion's message what differs.
func alike(page, node outcome) bool {
	return page.Name == node.Name && page.Passed == node.Passed && strings.HasPrefix(node.Why, page.Why) && (page.Why == "") == (node.Why == "")
}

// TestTasks: in its page each task's test says what it says in Node: with the file as it is given, and with the solution.
func TestTasks(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it does all tasks")
	}
	type try struct {
		lesson                 lessons.Lesson
		program, name, verdict string
	}
	var tries []try
	var pairs [][2]string
	for _, l := range lessons.All() {
		found := realTask(t, l)
		if found.Beyond != "" {
			continue
		}
		dir, err := filepath.Abs(filepath.Join("../../../lessons", l.Dir, "make"))
		if err != nil {
			t.Fatal(err)
		}
		solution := strings.TrimSuffix(found.File, ".mjs") + ".solution.mjs"
		solved, err := os.ReadFile(filepath.Join(dir, solution))
		if err != nil {
			t.Fatal(err)
		}
		tries = append(tries, try{l, found.Start, "./" + found.File, " tests pass"}, try{l, string(solved), "./" + solution, "All "})
		address := "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/") + "/" + found.Given[0].File
		pairs = append(pairs, [2]string{address, "./" + found.File}, [2]string{address, "./" + solution})
	}
	node := inNode(t, pairs)
	c := newTab(t)
	base := c.saved(renderWhole(t))
	for i, try := range tries {
		if i == 0 || try.lesson.Dir != tries[i-1].lesson.Dir {
			c.taskTab(base, try.lesson)
		}
		got := c.runs(try.program, try.verdict)
		if want := node[try.name]; node != nil && !slices.EqualFunc(got, want, alike) {
			t.Errorf("%s: the page says\n%+v\nand Node\n%+v", try.name, got, want)
		}
		failed := slices.ContainsFunc(got, func(o outcome) bool { return !o.Passed })
		if solved := strings.HasSuffix(try.name, ".solution.mjs"); solved == failed || len(got) == 0 {
			t.Errorf("%s: %+v", try.name, got)
		}
	}
}

// TestTaskMishaps: a page says what is wrong with a program that is none, does not end, prints without end, or wants more than
// there is.
func TestTaskMishaps(t *testing.T) {
	c := newTab(t)
	l := lessons.All()[0]
	c.taskTab(c.saved(renderWhole(t)), l)
	const first = "one time"
	for name, try := range map[string]struct {
		program, says string
		want          outcome
		places        string
		out           string
	}{
		"no JavaScript":   {"import a from \"node:test\";\n\nexport function percentile(times, p) {\n  return ;;) + 1;\n}\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: Unexpected token ')'"}, "percentile.mjs, line 4", ""},
		"no end":          {"export function percentile(times, p) {\n  return times[0];\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: Unexpected end of input"}, "percentile.mjs, line 3", ""},
		"a module":        {"import net from \"node:net\";\nexport const percentile = 1;\n", "No test", outcome{"the program cannot be run", false, "Error: Cannot find module \"node:net\". In a page there are ./percentile.test.mjs, ./percentile.mjs, node:assert/strict, node:fs, node:test"}, "", ""},
		"at once":         {"\nthrow new SyntaxError(\"own\");\n", "No test", outcome{"the program cannot be run", false, "SyntaxError: own"}, "percentile.mjs, line 2", ""},
		"nothing":         {"", " tests pass", outcome{first, false, "TypeError: percentile is not a function"}, "percentile.test.mjs, line 11", ""},
		"throws":          {"export function percentile() {\n  console.log(\"%s\", [1], { a: \"b\" });\n  throw \"no\";\n}\n", " tests pass", outcome{first, false, "Thrown: 'no'"}, "", "[ 1 ] { a: 'b' }\n"},
		"line":            {"// times\nexport function percentile() {\n  return times[0];\n}\n", " tests pass", outcome{first, false, "ReferenceError: times is not defined"}, "percentile.test.mjs, line 11 percentile.mjs, line 3", ""},
		"late":            {"let n = 0;\nexport function percentile() {\n  if (n++ > 0) return 0;\n  Promise.reject(new Error(\"late\"));\n  return 7;\n}\n", " tests pass", outcome{first, false, "of 7 ms, p50 is 0; it should be 7"}, "percentile.test.mjs, line 11", ""},
		"an endless loop": {"export function percentile() {\n  for (;;);\n}\n", "Your program did not end within 0.3 s", outcome{first, false, ""}, "", ""},
		"a flood":         {"export function percentile() {\n  for (;;) console.log(\"flood\");\n}\n", "did not end", outcome{first, false, ""}, "", ""},
		"no origin":       {"export const percentile = () => origin;\n", " tests pass", outcome{first, false, "of 7 ms, p1 is null; it should be 7"}, "percentile.test.mjs, line 11", ""},
	} {
		c.is(`document.querySelector(".program").dataset.seconds = `+map[bool]string{true: "0.3", false: "10"}[strings.Contains(try.says, "did not end")]+`, true`, true)
		got := c.runs(try.program, try.says)
		if len(got) == 0 || got[0] != try.want {
			t.Errorf("%s: %+v, want %+v", name, got, try.want)
		}
		text, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll(".tests li:first-child .places button")].map((b) => b.textContent).join(" ")`))
		if err != nil || text != try.places {
			t.Errorf("%s: it leads to %q, want %q, %v", name, text, try.places, err)
		}
		out, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](`document.querySelector(".tests li:first-child .out")?.textContent ?? ""`))
		if err != nil || try.out != "" && !strings.HasPrefix(out, try.out) || len(out) > 100_000 {
			t.Errorf("%s: it has printed %q, want %q, %v", name, out, try.out, err)
		}
	}
}

// enter is the Enter key as a person presses it: a page that takes it gets nothing more.
var enter = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}); err != nil {
			return err
		}
	}
	return nil
})

// TestTaskByKeys: without a mouse one writes, runs, stops, looks where something has failed, and leaves. What was written is there when one
// comes back, until one starts over.
func TestTaskByKeys(t *testing.T) {
	c := newTab(t)
	base := c.saved(renderWhole(t))
	l := lessons.All()[0]
	start := realTask(t, l).Start
	c.taskTab(base, l)
	const field = `document.querySelector("#program")`
	text := func(script string) string {
		t.Helper()
		got, err := chromedp.Run(c.ctx, chromedp.Evaluate[string](script))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := text(field + ".value"); got != start {
		t.Errorf("at first there is %q", got)
	}
	c.is(`[...document.querySelectorAll("nav a, summary, label")].every((e) => e.textContent.trim() !== "")`, true)
	c.is(field+`.select(), `+field+`.focus(), true`, true)
	keys := func(all string) {
		t.Helper()
		c.do(chromedp.SendKeys(chromedp.CSS("#program"), all))
	}
	for _, line := range []string{"if (a) {", "\tb;", "c;"} {
		keys(line)
		c.do(enter)
	}
	if want := "if (a) {\n  b;\n  c;\n  "; text(field+".value") != want {
		t.Errorf("typed was %q, want %q", text(field+".value"), want)
	}
	c.is(field+`.setSelectionRange(0, 14), true`, true)
	keys("\t")
	if want := "  if (a) {\n    b;\n  c;\n  "; text(field+".value") != want {
		t.Errorf("moved in it is %q, want %q", text(field+".value"), want)
	}
	press := func(key string, more ...chromedp.KeyOption) {
		t.Helper()
		c.do(chromedp.KeyEvent(key, more...))
	}
	press(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	if want := "if (a) {\n  b;\n  c;\n  "; text(field+".value") != want {
		t.Errorf("moved out it is %q, want %q", text(field+".value"), want)
	}
	press(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
	c.ran("No test")
	press(kb.Escape)
	press(kb.Tab)
	c.is(`document.activeElement.textContent === "Run the test"`, true)

	c.runs("export function percentile() {\n  for (;;);\n}\n", "The test runs")
	c.until(`document.querySelectorAll(".tests li").length === 1`)
	c.is(`document.querySelectorAll(".controls button")[1].focus(), true`, true)
	press(kb.Enter)
	if got := c.ran("Stopped."); len(got) != 1 || got[0].Passed {
		t.Errorf("stopped: %+v", got)
	}
	c.is(`document.activeElement.textContent === "Run the test"`, true)
	c.runs("// a\nexport function percentile() {\n  throw new Error(\"b\");\n}\n", " tests pass")
	for name, want := range map[string]bool{"percentile.mjs, line 3": true, "percentile.test.mjs, line 11": false} {
		c.is(`[...document.querySelectorAll(".places button")].find((b) => b.textContent === "`+name+`").click(), document.activeElement === `+field, want)
	}
	if got := text(field + `.value.slice(` + field + `.selectionStart, ` + field + `.selectionEnd)`); got != `  throw new Error("b");` {
		t.Errorf("line 3 is %q", got)
	}
	if got := text(`document.querySelector(".given[open] .here").textContent`); !strings.HasPrefix(got, `test("one time"`) {
		t.Errorf("line 11 of the test is %q", got)
	}

	c.do(chromedp.Navigate(base + "/index.html"))
	c.taskTab(base, l)
	if got := text(field + ".value"); !strings.Contains(got, `throw new Error("b")`) {
		t.Errorf("what was written is %q", got)
	}
	click := func(name string) {
		t.Helper()
		c.is(`[...document.querySelectorAll(".writing .tools button")].find((b) => b.offsetParent && b.textContent === "`+name+`").click(), true`, true)
	}
	click("Start over")
	click("No")
	c.is(field+`.value === `+field+`.defaultValue`, false)
	click("Start over")
	click("Yes, start over")
	if got := text(field + ".value"); got != start {
		t.Errorf("started over there is %q", got)
	}
	c.is(`Object.keys(localStorage).some((key) => key.startsWith("wirelab task"))`, false)

	tree, err := chromedp.Call(c.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range tree.Nodes {
		if role := spoken(node.Role); !node.Ignored && slices.Contains([]string{"button", "textbox", "region", "list"}, role) && role != "list" && strings.TrimSpace(spoken(node.Name)) == "" {
			t.Errorf("a %s has no name", role)
		}
	}
}
