//go:build !js

package engine_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wirelab/internal/browsertest"
)

// TestFirefox: on pages from a server and on pages from files, Firefox has this program's digits, in the experiment and where a
// lesson's command is run, and a task's test passes with its solution. The console says nothing, and no request leaves.
func TestFirefox(t *testing.T) {
	if testing.Short() {
		t.Skip("with -short the engine is not built, nor tried in Firefox")
	}
	t.Parallel() // beside TestSlow, which waits, most of the time
	dir := t.TempDir()
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(server.Close)
	f := browsertest.OpenFirefox(t, "the engine is", 5*time.Minute, func(u *url.URL) bool {
		return u.Scheme == "file" || u.Scheme == "data" || u.Scheme == "blob" || "http://"+u.Host == server.URL
	})
	lesson := writeSite(t, dir)
	for _, base := range []string{server.URL, "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/")} {
		f.Navigate(base + "/experiment.html#trials=1") // of the default plan's seven, which take Firefox half a minute
		f.Until(`document.querySelector(".watch")`)
		f.Evaluate(`(() => {`+listen+`document.querySelector(".measure").click(); })()`, nil)
		f.Until(`document.querySelector(".doing").textContent.startsWith("The full plan")`)
		var request, report, said string
		f.Evaluate(`asked`, &request)
		f.Evaluate(`document.querySelector(".report").textContent`, &report)
		if want := answer(t, request)["text"]; !strings.Contains(request, `"args":["--trials","1"]`) || report != want {
			t.Errorf("%s: %s: the page says\n%s\nand this program\n%s", base, request, report, want)
		}

		f.Navigate(base + "/" + lesson)
		f.Evaluate(`document.querySelector(".command[data-line*=bench] .tools button").click()`, nil)
		f.Until(`document.querySelector(".ran .going") && !document.querySelector(".ran .going button")`)
		f.Evaluate(`document.querySelector(".ran .going").textContent`, &said)
		if !strings.Contains(said, "the same as in the lesson, to the last digit") {
			t.Errorf("%s: the lesson's command: %q", base, said)
		}
		f.Evaluate(`(() => {
			const program = document.querySelector("#program");
			program.value = `+solution(t)+`;
			program.dispatchEvent(new Event("input"));
			document.querySelector(".program .controls button").click();
		})()`, nil)
		f.Until(`!["", "The test runs"].includes(document.querySelector(".program [role=status]").textContent)`)
		f.Evaluate(`document.querySelector(".program [role=status]").textContent`, &said)
		if !strings.HasPrefix(said, "All ") {
			t.Errorf("%s: the lesson's task, solved: %q", base, said)
		}
	}
}

// solution is that of the first lesson's task, as a text of JavaScript.
func solution(t *testing.T) string {
	t.Helper()
	program, err := os.ReadFile("../../../../lessons/00-first-words/make/percentile.solution.mjs")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(string(program))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
