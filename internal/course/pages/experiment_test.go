package pages

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"

	"wirelab/internal/web/asset"
)

// lab is an engine that answers at once, and remembers what it was asked. But it measures for ever: the full plan with --seed 13,
// and any with --seed 14.
const lab = `
const perfect = { delay: 0, jitter: 0, loss: 0, reorder: 0, reorderBy: 0, duplicate: 0, bandwidth: 0, queue: 0 };
const cafe = { ...perfect, delay: 15, jitter: 5, loss: 0.02, reorder: 0.02, reorderBy: 30, bandwidth: 1e6, queue: 65536 };
const described = {
  networks: ["lab", "host"], plan: { transports: ["tcp", "udp"], link: { name: "cafe" }, rate: 50, size: 200, seed: 1 },
  broadcast: { transports: ["tcp", "udp"], link: { name: "cafe" }, rate: 50, size: 200, seed: 1, subscribers: 10 },
  queue: { transports: ["tcp", "udp"], link: { name: "cafe" }, rate: 50, size: 200, seed: 1 },
  profiles: [{ name: "ideal", about: "a", says: "s", up: perfect, down: perfect }, { name: "cafe", about: "a", says: "s", up: cafe, down: { ...cafe, bandwidth: 5e6 } }],
  transports: [{ name: "tcp", title: "TCP" }, { name: "udp", title: "UDP" }, { name: "ws", title: "WebSocket" }],
};
const queueReport = (guarantee, lost, twice) => ({ plan: { guarantee }, results: [
  { transport: "tcp", sent: 100, queue: { neverApplied: lost, appliedTwice: twice } },
  { transport: "udp", sent: 100, queue: { neverApplied: lost && lost + 2, appliedTwice: twice && 1 } },
] });
const queueReports = [queueReport("at-most-once", 66, 0), queueReport("at-least-once", 0, 4), queueReport("once", 0, 0)];
const results = [
  { transport: "tcp", sent: 100, lost: 0, stalls: { count: 3, longest: 36.2 }, response: { p99: 92.6 } },
  { transport: "udp", sent: 100, lost: 4, stalls: null, response: { p99: null } },
];
globalThis.asks = [];
export function hasEngine() { return true; }
export function ask(request, hear = () => {}) {
  const one = { ...request, cancelled: false };
  asks.push(one);
  const line = (request.args ?? []).join(" ");
  const done = (async () => {
    await null;
    if (request.do === "describe") return { described };
    if (line.includes("900ms")) throw new Error("--jitter 900ms: jitter must be at most the delay");
    if (request.do === "watch") return { watched };
    hear({ progress: { share: 0.5, doing: "tcp, trial 1" } });
    if (line.includes("--seed 13") && !line.includes("--trials 1") || line.includes("--seed 14")) return new Promise(() => {});
    const [, one] = /--guarantee (\S+)/.exec(line) ?? [];
    const report = !line.includes("--server queue") ? { results } : one ? queueReports.find((r) => r.plan.guarantee === one) : { reports: queueReports };
    return { report, text: "the table of " + line, pictures: [{ name: "p", title: "A picture", says: "It says.", svg: "<svg></svg>", header: ["h"], rows: [["r"]] }] };
  })();
  return { cancel() { one.cancelled = true; }, done };
}
`

// experimentTab is a tab with the page of the experiment, whose engine is lab. What can be watched there is a run that
// package watch has tested.
func experimentTab(t *testing.T, address string) *tab {
	t.Helper()
	watched, err := os.ReadFile("../../../bench/watch/testdata/lossy.json")
	if err != nil {
		t.Fatal(err)
	}
	modules := modulesWith(t, lab+"const watched = "+string(watched)+";\n")
	course := small()
	course.Engine = "engine/"
	files := render(t, course)
	if files["asset/experiment.js"], err = asset.Script(modules, "experimentpage.mjs"); err != nil {
		t.Fatal(err)
	}
	c := newTab(t)
	c.do(chromedp.Navigate(c.saved(files) + "/experiment.html" + address))
	if !strings.Contains(address, "server=") { // others are not watched
		c.until(`document.querySelector(".watch") !== null`)
	}
	return c
}

// shows waits until the page's line about the measurement begins so.
func (c *tab) says(text string) {
	c.t.Helper()
	c.until(`document.querySelector(".doing").textContent.startsWith(` + quoted(text) + `)`)
}

func quoted(text string) string {
	b, _ := json.Marshal(text)
	return string(b)
}

// run runs a script for what it does.
func (c *tab) run(script string) {
	c.t.Helper()
	if _, err := chromedp.Run(c.ctx, chromedp.Evaluate[bool](script+"; true")); err != nil {
		c.t.Fatal(err)
	}
}

const slide = `const slide = (name, place) => {
	const slider = document.querySelector("input[aria-label='" + name + ", slider']");
	slider.value = place;
	slider.dispatchEvent(new Event("input"));
};`

// TestExperiment: a slider has the short plan run at once, the address and the command say the same, and what is under way
// is cancelled; the full plan runs on asking, over an earlier one if that is kept.
func TestExperiment(t *testing.T) {
	c := experimentTab(t, "#loss=20%25&link=cafe&seed=13")
	c.says("A short trial")
	c.is(`asks[1].args.join(" ") === "--loss 20% --link cafe --seed 13 --trials 1 --duration 2s"`, true)
	c.is(`document.querySelector("#set-loss").value === "20" && document.querySelector("#set-delay").value === "15"`, true)
	c.run(slide + `asks.length = 0; for (const place of [3, 6, 30]) slide("loss, %", place);`)
	c.until(`asks.length === 2 && document.querySelector(".report").textContent.includes("30%")`)
	c.is(`asks[0].args.join(" ") === "--link cafe --seed 13 --loss 30% --trials 1 --duration 2s" && asks[1].do === "watch"`, true)
	c.is(`location.hash === "#link=cafe&seed=13&loss=30%25"`, true)
	c.is(`document.querySelector(".same code").textContent === "wirelab bench --link cafe --seed 13 --loss 30%"`, true)

	c.run(`document.querySelector(".measure").click()`)
	c.says("Measuring: tcp, trial 1")
	c.is(`document.querySelector("progress").value === 0.5 && document.querySelector(".measure").textContent === "Cancel"`, true)
	c.run(`document.querySelector(".measure").click()`)
	c.says("Cancelled.")
	c.is(`asks.at(-1).cancelled && document.querySelector("progress").hidden && document.querySelector(".watching").offsetParent !== null`, true)

	c.run(`const jitter = document.querySelector("#set-jitter"); jitter.value = "900"; jitter.dispatchEvent(new Event("change"))`)
	c.says("--jitter 900ms: jitter must be")
	c.run(`const like = document.querySelector("#profile"); like.value = "ideal"; like.dispatchEvent(new Event("change"))`)
	c.says("A short trial") // what was changed of the other profile is gone
	c.is(`location.hash === "#link=ideal&seed=13"`, true)

	c.run(`const on = document.querySelector("#network"); on.value = "host"; on.dispatchEvent(new Event("change"))`)
	c.until(`asks.at(-1).do === "watch" && asks.at(-1).args.join(" ") === "--seed 13 --net host"`)
	c.is(`asks.at(-2).args.join(" ") === "--seed 13 --net host --trials 1 --duration 500ms" && document.querySelector("#set-loss").matches(":disabled")`, true)

	c.run(`location.hash = "#transport=udp"`)
	c.until(`document.querySelector(".report").textContent.startsWith("the table of --transport udp")`)
	c.run(`[...document.querySelectorAll(".actions button")].find((b) => b.textContent === "Keep to compare").click();
		document.querySelector(".transports input[value=ws]").click(); document.querySelector(".measure").click()`)
	c.says("The full plan")
	c.is(`asks.at(-1).over.args.join(" ") === "--transport udp" && asks.at(-1).args.join(" ") === "--transport udp,ws"`, true)
	c.is(`new URLSearchParams(location.hash.slice(1)).get("over") === "transport=udp"`, true)
	for _, width := range []int64{305, 390, 800, 1400, 1920} { // 305: 320 with a scrollbar
		c.do(chromedp.EmulateViewport(width, 900))
		c.until(`[...document.querySelectorAll(".watch text.scale")].every((text) => text.getBoundingClientRect().right <= text.ownerSVGElement.getBoundingClientRect().right)`)
		c.until(fmt.Sprintf("document.documentElement.scrollWidth <= %d && document.querySelector('.watch').getBoundingClientRect().right <= %[1]d", width))
	}
}

// TestTrialCancelled: a short trial that takes long can be cancelled, and what is shown then is said to be of other options. Whoever
// does so, or forgets a run that was kept, by keyboard keeps a place. A run with nothing set is kept in the address, too.
func TestTrialCancelled(t *testing.T) {
	c := experimentTab(t, "")
	c.says("A short trial")
	c.run(`globalThis.button = (text) => [...document.querySelectorAll(".actions button")].find((b) => b.textContent === text);
		button("Keep to compare").click()`)
	c.is(`button("Cancel the trial").hidden && location.hash === "#over="`, true)
	c.do(chromedp.Reload())
	c.says("A short trial")
	c.until(`document.querySelector(".watch") !== null`)
	c.is(`document.querySelector(".kept").hidden === false`, true)
	c.run(`document.querySelector(".kept button").focus(); document.activeElement.click()`)
	c.is(`document.activeElement.textContent === "Keep to compare" && location.hash === ""`, true)

	c.run(`globalThis.cancel = [...document.querySelectorAll(".actions button")].find((b) => b.textContent === "Cancel the trial");
		globalThis.seed = document.querySelector("#set-seed"); seed.value = "14"; seed.dispatchEvent(new Event("change"))`)
	c.until(`!cancel.hidden`)
	c.run(`cancel.focus(); cancel.click()`)
	c.says("Cancelled.")
	c.is(`asks.at(-1).cancelled && cancel.hidden && document.activeElement.matches(".measure") && document.querySelector(".old .report") !== null`, true)
	c.is(`document.querySelector(".watching").offsetParent === null`, true)
	c.run(`seed.value = "15"; seed.dispatchEvent(new Event("change"))`)
	c.says("A short trial")
	c.is(`document.querySelector(".old") === null`, true)
	c.until(`document.querySelector(".watching").offsetParent !== null`)
}

// TestAsSaid: a value that bench reads, but no slider, is shown as it was said.
func TestAsSaid(t *testing.T) {
	c := experimentTab(t, "#delay=1m30s&rate=5")
	c.is(`document.querySelector("#set-delay").value === "" && document.querySelector("#set-delay").placeholder === "1m30s"`, true)
	c.is(`document.querySelector("#set-delay").previousSibling.getAttribute("aria-valuetext") === "1m30s"`, true)
	c.run(slide + `slide("delay one way, ms", 20)`)
	c.is(`location.hash === "#link=ideal&rate=5&delay=20ms" && document.querySelector("#set-delay").value === "20"`, true)
}

// TestInView: on a laptop and on a projector all settings and the command are in view at first, and at the page's end.
func TestInView(t *testing.T) {
	for _, address := range []string{"#server=broadcast", "#server=queue&guarantee=at-least-once&crash=consumer"} {
		inView(t, address)
	}
}

func inView(t *testing.T, address string) {
	t.Helper()
	c := experimentTab(t, address)
	c.says("A short trial")
	c.run(`document.querySelector(".results").style.minHeight = "200vh"`)
	for _, size := range [][2]int64{{1280, 900}, {1920, 1080}} {
		c.do(chromedp.EmulateViewport(size[0], size[1]))
		for _, to := range []int{0, 100_000} {
			c.run(fmt.Sprintf("scrollTo(0, %d)", to))
			c.is(`[...document.querySelectorAll(".settings select, .settings input, .same button, .same code")].filter((e) => e.offsetParent).every((e) => {
				const { top, bottom } = e.getBoundingClientRect();
				return top >= 0 && bottom <= innerHeight;
			})`, true)
		}
	}
}

// TestRoom: with a room as the server one sets how many listen; back with an echo server, nothing of that is left.
func TestRoom(t *testing.T) {
	c := experimentTab(t, "#loss=5%25")
	c.says("A short trial")
	const subscribers = `document.querySelector("#set-subscribers")`
	c.is(subscribers+`.offsetParent === null`, true)
	serve := func(name string) {
		c.run(`asks.length = 0; document.querySelector("#server").value = "` + name + `"; document.querySelector("#server").dispatchEvent(new Event("change"))`)
		c.until(`asks.length > 0 && document.querySelector(".doing").textContent.startsWith("A short trial")`)
	}
	serve("broadcast")
	c.is(subscribers+`.offsetParent !== null && `+subscribers+`.value === "10"`, true)
	c.is(`asks[0].args.join(" ") === "--server broadcast --loss 5% --trials 1 --duration 2s"`, true)
	c.is(`asks.length === 1 && document.querySelector(".watch").offsetParent === null`, true) // only what an echo server gets is watched
	c.run(slide + `asks.length = 0; slide("subscribers", 4)`)
	c.until(`asks.length === 1`)
	c.is(`location.hash === "#server=broadcast&loss=5%25&subscribers=4"`, true)
	c.is(`document.querySelector(".same code").textContent === "wirelab bench --server broadcast --loss 5% --subscribers 4"`, true)
	serve("echo")
	c.until(`asks.length === 2 && document.querySelector(".watch").offsetParent !== null`)
	c.is(`location.hash === "#loss=5%25" && `+subscribers+`.offsetParent === null`, true)
	c.run(`location.hash = "#server=broadcast&subscribers=3&slow=1"`)
	c.until(`document.querySelector(".report").textContent.startsWith("the table of --server broadcast --subscribers 3 --slow 1")`)
	c.is(`document.querySelector("#server").value === "broadcast" && `+subscribers+`.value === "3"`, true)
}

// TestQueue: with a queue as the server one sets what it guarantees and who crashes, and compares all guarantees unless one is chosen;
// back with an echo server, nothing of that is left.
func TestQueue(t *testing.T) {
	c := experimentTab(t, "#loss=5%25")
	c.says("A short trial")
	choose := func(control, value, args string) {
		t.Helper()
		c.run(`asks.length = 0; document.querySelector("#` + control + `").value = "` + value + `"; document.querySelector("#` + control + `").dispatchEvent(new Event("change"))`)
		c.until(`asks.length > 0 && document.querySelector(".doing").textContent.startsWith("A short trial")`)
		c.is(`asks[0].args.join(" ") === `+quoted(args), true)
	}
	shown := func(seen bool) {
		t.Helper()
		c.is(fmt.Sprintf(`["guarantee", "crash"].every((name) => (document.querySelector("#set-" + name).offsetParent !== null) === %v)`, seen), true)
	}
	const keep = `[...document.querySelectorAll(".actions button")].find((b) => b.textContent === "Keep to compare")`
	shown(false)
	choose("server", "queue", "--server queue --loss 5% --trials 1 --duration 2s")
	shown(true)
	c.is(`document.querySelector("#set-subscribers").offsetParent === null && `+keep+`.offsetParent === null`, true)
	choose("set-crash", "server", "--server queue --loss 5% --crash server --trials 1 --duration 4s")
	choose("set-guarantee", "at-most-once", "--server queue --loss 5% --crash server --guarantee at-most-once --trials 1 --duration 4s")
	c.is(`location.hash === "#server=queue&loss=5%25&crash=server&guarantee=at-most-once" && `+keep+`.offsetParent !== null`, true)
	c.is(`document.querySelector(".same code").textContent === "wirelab bench --server queue --loss 5% --crash server --guarantee at-most-once"`, true)
	c.run(keep + `.click()`)
	choose("set-crash", "none", "--server queue --loss 5% --guarantee at-most-once --trials 1 --duration 2s")
	choose("set-guarantee", "", "--server queue --loss 5% --trials 1 --duration 2s")
	c.is(`document.querySelector(".kept").offsetParent === null`, true)
	c.run(`document.querySelector(".measure").click()`)
	c.says("The full plan") // of all guarantees, which are drawn over nothing
	c.is(`asks.at(-1).args.join(" ") === "--server queue --loss 5%" && asks.at(-1).over === undefined`, true)
	choose("server", "echo", "--loss 5% --trials 1 --duration 2s")
	shown(false)
	c.is(`document.querySelector(".kept").offsetParent !== null`, true)
	c.run(`location.hash = "#server=queue&guarantee=once&crash=consumer"`)
	c.until(`document.querySelector(".report").textContent.startsWith("the table of --server queue --guarantee once --crash consumer")`)
	c.is(`document.querySelector("#set-guarantee").value === "once" && document.querySelector("#set-crash").value === "consumer"`, true)
	c.do(chromedp.EmulateViewport(360, 800))
	c.until(`document.documentElement.scrollWidth <= 360`)
	c.named()

	c.run(`location.hash = "#server=queue&net=host&crash=server"`) // in real time, a crash takes a second
	c.until(`document.querySelector(".report").textContent.includes("--net host --crash server --trials 1 --duration 1s")`)
}

// TestPredictQueue: of a queue one predicts what each guarantee that is measured loses, and what it does twice.
func TestPredictQueue(t *testing.T) {
	c := experimentTab(t, "#server=queue&crash=server")
	c.says("A short trial")
	verdict := func() []string {
		t.Helper()
		c.run(`document.querySelector(".measure").click()`)
		c.says("The full plan")
		got, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".verdict li")].map((li) => li.textContent)`))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	c.run(`document.querySelector(".actions input").click()`)
	c.says("Say what you expect")
	c.run(`const all = [...document.querySelectorAll(".predict tbody select")];
		for (const [i, said] of ["yes", "yes", "no", "no", "?", "no"].entries()) all[i].value = said;`)
	want := []string{
		"✓ At most once lost 66 of 100 events over TCP and 68 over UDP.",
		"✗ At most once applied none twice.",
		"✓ At least once lost none.",
		"✗ At least once applied 4 events twice over TCP and 1 over UDP.",
		"✓ Once, in effect, applied none twice.",
	}
	if got := verdict(); !slices.Equal(got, want) {
		t.Errorf("the verdict is %q, want %q", got, want)
	}
	c.run(`document.querySelector("#set-guarantee").value = "at-least-once"; document.querySelector("#set-guarantee").dispatchEvent(new Event("change"))`)
	c.until(`document.querySelectorAll(".predict tbody tr").length === 1`)
	c.run(`document.querySelectorAll(".predict select")[1].value = "yes"`)
	if got := verdict(); !slices.Equal(got, []string{"✓ At least once applied 4 events twice over TCP and 1 over UDP."}) {
		t.Errorf("of one guarantee the verdict is %q", got)
	}
}

// TestPredictFirst: who predicts sees nothing before the full plan was measured, and then a verdict on each answer.
func TestPredictFirst(t *testing.T) {
	c := experimentTab(t, "")
	c.says("A short trial")
	c.run(`document.querySelector(".actions input").click()`)
	c.says("Say what you expect")
	c.is(`document.querySelector(".report").offsetParent === null`, true)
	c.run(`const [tcp, udp] = [...document.querySelectorAll(".predict tbody tr")].map((row) => row.querySelectorAll("select, input"));
		tcp[0].value = "no"; tcp[1].value = "no"; tcp[2].value = "80"; udp[0].value = "yes"; udp[2].value = "10";
		document.querySelector(".measure").click()`)
	c.says("The full plan")
	c.is(`document.querySelector(".report").offsetParent !== null`, true)
	for i, says := range []string{
		"✓ TCP lost 0 of 100 messages.",
		"✗ Over TCP complete messages waited for earlier ones 3 times, for up to 36.2 ms.",
		"✓ Over TCP 1 in 100 took longer than 92.6 ms: near what you said.",
		"✓ UDP lost 4 of 100 messages.",
		"✗ How late 1 in 100 is over UDP cannot be said: too few messages, or too many never came.",
	} {
		got, err := chromedp.Run(c.ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll(".verdict li")].map((li) => li.textContent)`))
		if err != nil || len(got) != 5 || got[i] != says {
			t.Errorf("the verdict is %q, %v, and not %q", got, err, says)
		}
	}
}

// TestWatchIt: at each moment the page shows, in a picture and in words, what is under way, and what waits for what. Time goes
// on by steps and back, and what is clicked is shown in detail.
func TestWatchIt(t *testing.T) {
	c := experimentTab(t, "")
	c.run(`globalThis.go = (t) => { const slider = document.querySelector(".when input"); slider.value = t; slider.dispatchEvent(new Event("input")); };
		document.querySelector(".moment").open = true; go(90)`)
	c.until(`document.querySelector(".words").textContent.includes("At 90.0 ms")`)
	c.is(`document.querySelector(".lane.tcp .status").textContent === "1 of 15 answered · 2 wait for 1"`, true)
	c.is(`[...document.querySelectorAll(".lane.tcp .chip text")].map((t) => t.textContent).join() === "2,3"`, true)
	c.is(`document.querySelector(".words").textContent.includes("Complete in the server's kernel: 2, 3.")`, true)
	c.run(`go(75)`)
	c.is(`document.querySelectorAll(".lane.udp .packet.fallen").length === 1 && document.querySelector(".lane.udp .packet.fallen text").textContent === "3"`, true)
	c.run(`go(62)`) // and what has fallen stands up again
	c.is(`document.querySelectorAll(".lane.udp .packet.fallen").length === 0 && document.querySelectorAll(".lane.udp .packet.lost").length === 1`, true)

	c.run(`globalThis.key = (key) => document.querySelector(".stage").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
		globalThis.time = () => Number.parseFloat(document.querySelector(".time").textContent);
		go(40); key("ArrowRight")`)
	c.is(`time() > 40 && time() < 60`, true)
	c.run(`globalThis.there = time(); key("ArrowRight"); key("ArrowLeft")`)
	c.is(`time() === there`, true)
	c.run(`key("End")`)
	c.is(`document.querySelector(".lane.udp .status").textContent === "13 of 15 answered · 2 lost"`, true)
	c.run(`key("Home"); key(" ")`)
	c.until(`time() > -100 && document.querySelector(".play").textContent === "Stop"`)
	c.run(`key(" ")`)
	c.is(`document.querySelector(".play").textContent === "Run"`, true)

	c.run(`go(90); document.querySelector(".lane.tcp .packet.again, .lane.tcp .packet.data").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }))`)
	c.sees("IP header 20 B + TCP header", true)
	c.sees("length prefix 4 B + message 200 B", true)
	c.run(`document.querySelector(".packets").open = true`)
	c.until(`document.querySelectorAll(".packets table").length === 3`)
	c.run(`document.querySelector(".packets [aria-label='packets over UDP'] button").click()`)
	c.sees("UDP: data It left the client at 0.0 ms", true)
	c.named()
}

// named checks that what one can operate has a name for those who do not see it.
func (c *tab) named() {
	c.t.Helper()
	tree, err := chromedp.Call(c.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		c.t.Fatal(err)
	}
	found := 0
	for _, n := range tree.Nodes {
		role, name := value(n.Role), value(n.Name)
		switch role {
		case "button", "slider", "spinbutton", "checkbox", "combobox", "link", "region", "DisclosureTriangle":
			if found++; name == "" {
				c.t.Errorf("a %s has no name", role)
			}
		}
	}
	if found < 30 {
		c.t.Errorf("only %d controls were found", found)
	}
}

func value(v *accessibility.Value) (text string) {
	if v != nil {
		text = strings.Trim(string(v.Value), `"`)
	}
	return text
}

// TestExperimentOf: a command has an experiment if the page can do the same.
func TestExperimentOf(t *testing.T) {
	for command, want := range map[string]string{
		"wirelab bench --link lossy --loss 10%":               "experiment.html#link=lossy&loss=10%25",
		"wirelab bench --transport tcp,udp --reorder 5%,30ms": "experiment.html#transport=tcp,udp&reorder=5%25,30ms",
		"wirelab bench --link lossy --rows p99,max":           "experiment.html#link=lossy",
		"wirelab bench --link lossy --sweep loss=0,1%":        "",
		"wirelab bench --server broadcast --subscribers 4":    "experiment.html#server=broadcast&subscribers=4",
		"wirelab bench --server queue --crash server":         "experiment.html#server=queue&crash=server",
		"wirelab bench --server queue --fsync off":            "", // which only files have
		"wirelab bench --net host --rate 10":                  "", // a page without the program has no such network
		"wirelab bench --full --link lossy":                   "",
		"wirelab bench --full --link lossy --rows":            "",
		"wirelab bench --link lossy | less":                   "",
		"wirelab bench":                                       "",
		"wirelab benches --link lossy":                        "",
		"wirelab ladder tcp --loss 10%":                       "",
	} {
		if got := experimentOf(command); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}
