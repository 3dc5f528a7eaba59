package pages

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wirelab/lessons"
)

// An outcome is what became of a test, in the page or in Node.
type outcome struct {
	Name   string
	Passed bool
	Why    string // what the assertion says, or the error
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
