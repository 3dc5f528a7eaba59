package asset

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func files(texts map[string]string) fstest.MapFS {
	all := fstest.MapFS{}
	for name, text := range texts {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// TestScript: each module stands once, after those that it imports, and what it exports is known where it is imported
// and nowhere else.
func TestScript(t *testing.T) {
	script, err := Script(files(map[string]string{
		"main.mjs":  "import { twice } from \"./lib.mjs\";\nimport { own } from \"./own.mjs\";\nconsole.log(twice(own), typeof hidden);\n",
		"lib.mjs":   "import { two } from \"./two.mjs\";\nconst hidden = 1;\nexport function twice(n) { return two * n * hidden; }\n",
		"own.mjs":   "import { two } from \"./two.mjs\";\nconst hidden = 20;\nexport const own = two + hidden;\n",
		"two.mjs":   "console.log(\"two\");\nexport const two = 2; // not import()\n",
		"other.mjs": "console.log(\"never\");\n",
	}), "main.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(script), "never") || strings.Count(string(script), `console.log("two")`) != 1 {
		t.Errorf("%s", script)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run it")
	}
	file := filepath.Join(t.TempDir(), "main.cjs")
	if err := os.WriteFile(file, script, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), node, file).CombinedOutput()
	if err != nil || string(out) != "two\n44 undefined\n" {
		t.Errorf("it says %q, %v\n%s", out, err, script)
	}
}

// TestRefused: what would not be the same in one script is refused, with its line.
func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"\nimport x from \"./y.mjs\";":                   "main.mjs:2: an import or export in a form that cannot be joined: import x from \"./y.mjs\";",
		"import { a } from \"https://example.org/\";":    "main.mjs:1: an import or export in a form that cannot be joined: import { a } from \"https://example.org/\";",
		"export default 1;":                              "main.mjs:1: an import or export in a form that cannot be joined: export default 1;",
		"export let a = 1;":                              "main.mjs:1: an import or export in a form that cannot be joined: export let a = 1;",
		"const a = import(\"./y.mjs\");":                 "main.mjs:1: an import or export in a form that cannot be joined: const a = import(\"./y.mjs\");",
		"const a = import( `./${b}`);":                   "main.mjs:1: an import or export in a form that cannot be joined: const a = import( `./${b}`);",
		"const a = import.meta.url;":                     "main.mjs:1: an import or export in a form that cannot be joined: const a = import.meta.url;",
		"import { a } from \"./gone.mjs\";":              "main.mjs: open gone.mjs: file does not exist",
		"import { a } from \"./main.mjs\";":              "main.mjs: main.mjs imports itself in a circle",
		"import { b } from \"./b.mjs\";":                 "main.mjs: b.mjs: main.mjs imports itself in a circle",
		"import { a as b } from \"./b.mjs\"; go();":      "main.mjs:1: an import or export in a form that cannot be joined: import { a as b } from \"./b.mjs\"; go();",
		"  export const late = 1;":                       "main.mjs:1: an import or export in a form that cannot be joined: export const late = 1;",
		"export { a };":                                  "main.mjs:1: an import or export in a form that cannot be joined: export { a };",
		"import { a, b } from \"./b.mjs\"\nconst c = 1;": "main.mjs:1: an import or export in a form that cannot be joined: import { a, b } from \"./b.mjs\"",
	} {
		_, err := Script(files(map[string]string{"main.mjs": text, "b.mjs": "import { a } from \"./main.mjs\";\nexport const b = 1;\n"}), "main.mjs")
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestTaskModules: what the pages have in place of Node's modules does what Node's do (testdata), and a class's page enters
// its room.
func TestTaskModules(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node: what tasks in pages have in its place was not compared with it")
	}
	tests, err := filepath.Glob("testdata/*.test.mjs")
	if err != nil || len(tests) == 0 {
		t.Fatalf("there are no tests: %v", err)
	}
	for _, test := range tests {
		out, err := exec.CommandContext(t.Context(), node, test).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", test, err, out)
		}
	}
}

// TestTaskScript: the script of a page with a task has the worker in it, as a text.
func TestTaskScript(t *testing.T) {
	script, err := TaskScript()
	if err != nil {
		t.Fatal(err)
	}
	text, page, _ := strings.Cut(string(script), ";\n\n")
	if !strings.HasPrefix(text, `globalThis.wirelabTaskWorker = "\"use strict\";\n`) || !strings.Contains(text, "taskworker.mjs") {
		t.Errorf("it begins %.80s", script)
	}
	if strings.Contains(page, "taskworker.mjs\nconst") || !strings.Contains(page, "// task.mjs\n") {
		t.Error("the page is not in it, or the worker is in the page")
	}
}
