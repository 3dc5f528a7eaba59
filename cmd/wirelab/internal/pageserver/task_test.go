package pageserver

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/internal/browsertest"
	"wirelab/internal/course/pages"
	"wirelab/lessons"
)

// TestTask: a task is done in its page, and what is written there cannot have the engine run anything.
func TestTask(t *testing.T) {
	lesson := lessons.All()[0]
	files, err := pages.Course{Lessons: lessons.All()[:1], Words: lessons.Words(), Engine: pages.EngineHTTP}.Render()
	if err != nil {
		t.Fatal(err)
	}
	base := start(t, &Server{Files: files, Key: key, Engine: &engine.Engine{
		Run: func(_ context.Context, args []string, _ int, _, _ io.Writer) int {
			t.Errorf("the engine was asked to run %q", args)
			return 0
		},
	}})
	ctx := browsertest.Open(t, "a task under wirelab ui is", 5*time.Minute)
	if err := chromedp.Do(ctx, chromedp.Navigate(base+"/?key="+key), chromedp.Navigate(base+"/lessons/"+lesson.Dir+".html")); err != nil {
		t.Fatal(err)
	}
	run := func(program string) string {
		t.Helper()
		text, err := json.Marshal(program)
		if err != nil {
			t.Fatal(err)
		}
		script := `document.querySelector("#program").value = ` + string(text) + `; document.querySelector(".program .controls button").click()`
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
			t.Fatal(err)
		}
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`/pass|No test/.test(document.querySelector(".program [role=status]").textContent)`, chromedp.WithPollingTimeout(0))); err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".running").textContent`))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	solution, err := os.ReadFile(filepath.Join("../../../../lessons", lesson.Dir, "make/percentile.solution.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	if got := run(string(solution)); !strings.Contains(got, "All 6 tests pass.") {
		t.Errorf("the solution: %s", got)
	}
	command := `{"do":"command","args":["x"]}`
	for how, want := range map[string]string{ // what it hears: nothing, or an answer that it may not read
		`{ method: "POST", headers: { "Content-Type": "application/json" }, body }`: "TypeError",
		`{ method: "POST", mode: "no-cors", credentials: "include", body }`:         "0",
	} {
		program := "const body = '" + command + "';\nconst got = await fetch(\"" + base + "/engine\", " + how +
			").then(({ status }) => status, ({ name }) => name);\nexport const percentile = () => got;\n"
		if got := run(program); !strings.Contains(got, "p1 is "+want+";") {
			t.Errorf("%s: %s", how, got)
		}
	}
}
