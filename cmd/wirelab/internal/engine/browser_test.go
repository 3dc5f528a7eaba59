//go:build !js

package engine_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestSameInWorker: a page that comes over HTTP, under a policy that allows it nothing else, gets from a worker what a
// program on this machine would say, digit by digit.
func TestSameInWorker(t *testing.T) {
	ctx := open(t, served(t, site(t)), false)
	for _, request := range []string{
		`{"do":"describe"}`,
		`{"do":"bench","args":["--trials","1"]}`,
		`{"do":"bench","args":["--server","broadcast","--trials","1","--duration","2s"],"columns":60,"width":400}`,
		`{"do":"bench","args":["--server","queue","--crash","server","--trials","1","--duration","4s"]}`,
		`{"do":"bench","args":["--loss","2","--trials","1"]}`,
		`{"do":"bench","args":["--trials","1","--duration","2s"],"over":{"name":"Before","args":["--trials","2","--duration","1s"]}}`,
		`{"do":"watch","args":["--link","lossy","--transport","all"]}`,
		`{"do":"bench","args":["--net","host"]}`,
		`{"do":"bench","args":["--output","x"]}`,
		`{"do":"nothing"}`,
		`{"do":"command","args":["demo","stream"]}`,
		`{"do":"command","args":["ladder","tcp","--link","lossy","--messages","8","--seed","81"],"columns":60}`,
		`{"do":"command","args":["layers","hi","--transport","udp"]}`,
		`{"do":"command","args":["bench","--server","broadcast","--link","lossy","--transport","udp","--subscribers","4","--duration","6s","--trials","1","--rows","lost,complete"]}`,
		`{"do":"command","args":["bench","--los","2%"]}`,
		`{"do":"command","args":["ladder","--help"]}`,
	} {
		want, got := answer(t, request), asked(t, ctx, request)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the worker says\n%.2000v\nand this program\n%.2000v", request, got, want)
		}
	}
}

// TestServersInPage: a room, and a queue whose server crashes, that are set in the page of experiments have this program's digits.
func TestServersInPage(t *testing.T) {
	ctx := open(t, servedSite(t), false)
	for _, x := range [][2]string{
		{`[["#server", "broadcast"], ["#set-subscribers", 3]]`, `"args":["--server","broadcast","--subscribers","3",`},
		{`[["#server", "queue"], ["#set-crash", "server"]]`, `"args":["--server","queue","--crash","server",`},
	} {
		request := shortTrial(t, ctx, `
			for (const [css, value] of `+x[0]+`) {
				const control = document.querySelector(css);
				control.value = value;
				control.dispatchEvent(new Event("change"));
			}`)
		if !strings.Contains(request, x[1]) {
			t.Errorf("it asks %s, want %s", request, x[1])
		}
	}
}

// TestNotHere: what a browser has not is said in one line.
func TestNotHere(t *testing.T) {
	ctx := open(t, served(t, site(t)), false)
	for line, want := range map[string]string{
		`"serve","echo"`:                           "wirelab serve: a page has no sockets",
		`"chat","tcp","--name","ada"`:              "wirelab chat: a page has no sockets",
		`"demo","stream","--net","host"`:           "a page has no sockets",
		`"bench","--net","host"`:                   "a page has no sockets",
		`"bench","--net","kernel"`:                 "Linux",
		`"lessons","show","3"`:                     "wirelab lessons: the course is on the pages around this one",
		`"bench","--trials","1","--format","html"`: "a browser makes no page",
		`"report","run.json"`:                      "wirelab report: run.json: No such file",
		`"bench","--output","none/run.json"`:       "wirelab bench: --output none/run.json: No such file",
		`"nothing"`:                                `wirelab: there is no command "nothing"`,
	} {
		got := asked(t, ctx, `{"do":"command","args":[`+line+`]}`)
		printed := got["printed"].(map[string]any)
		errs := printed["err"].(string)
		if !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 || printed["out"] != "" || got["exit"] == float64(0) {
			t.Errorf("%s: %v, want %s", line, got, want)
		}
	}
}

// TestAllKnown: a page knows every command: it has it, or says why not.
func TestAllKnown(t *testing.T) {
	ctx := open(t, served(t, site(t)), false)
	help := answer(t, `{"do":"command","args":["--help"]}`)["printed"].(map[string]any)["out"].(string)
	_, list, _ := strings.Cut(help, "COMMANDS:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	names := regexp.MustCompile(`(?m)^   ([a-z]+) `).FindAllStringSubmatch(list, -1)
	if len(names) < 20 {
		t.Fatalf("the program has these commands:\n%s", list)
	}
	for _, name := range names {
		printed := asked(t, ctx, `{"do":"command","args":["`+name[1]+`","--help"]}`)["printed"].(map[string]any)
		said := fmt.Sprint(printed["out"], printed["err"])
		if !strings.HasPrefix(said, "wirelab "+name[1]+": ") {
			t.Errorf("%s: %s", name[1], said)
		}
	}
}

// TestFiles: a run that one command has saved is read by the next one, byte for byte; and it is gone with the page.
func TestFiles(t *testing.T) {
	ctx := open(t, served(t, site(t)), false)
	command := func(words string) string {
		got := asked(t, ctx, `{"do":"command","args":[`+words+`]}`)
		printed := got["printed"].(map[string]any)
		return fmt.Sprint(printed["out"], printed["err"], got["exit"])
	}
	const bench = `"bench","--trials","1","--duration","2s","--seed"`
	for _, save := range []struct{ seed, name string }{{"1", "a.json"}, {"2", "b.json"}, {"3", "b.json"}} {
		if got, want := command(bench+`,"`+save.seed+`","--format","json","--output","`+save.name+`"`), "Wrote "+save.name+".\n0"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got, want := command(`"report","b.json"`), command(bench+`,"3"`); got != want || len(got) < 500 {
		t.Errorf("report says\n%s\nand bench\n%s", got, want)
	}
	if got := command(`"compare","a.json","*.json"`); !strings.Contains(got, "a.json is named twice") {
		t.Errorf("compare says %s", got)
	}
	if got := command(`"compare","a.json","./b.json"`); !strings.Contains(got, "the same but for the seed (1, 3)") || !strings.HasSuffix(got, "\n0") {
		t.Errorf("compare says %s", got)
	}
}

// TestFromFile: a page that is opened as a file has the same engine. An answer that is not wanted any more ends, and
// the next request has its own.
func TestFromFile(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "engine"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, content := range site(t) {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ctx := open(t, "file:///"+strings.TrimPrefix(filepath.ToSlash(dir), "/")+"/index.html", false)
	short := `{"do":"bench","args":["--trials","1","--duration","2s"]}`
	cancelled := in[[]string](t, ctx, `
		const heard = [];
		const long = ask({ do: "bench", args: ["--trials", "1000"] }, (message) => {
			heard.push(message.progress === undefined ? "no progress" : "progress");
			long.cancel();
		});
		const waiting = ask({ do: "bench", args: ["--trials", "1000"] }, () => heard.push("waiting"));
		waiting.cancel();
		for (const asked of [long, waiting]) await asked.done.catch((failed) => heard.push(failed.name));
		return heard;`)
	if want := []string{"progress", "AbortError", "AbortError"}; !reflect.DeepEqual(cancelled, want) {
		t.Errorf("cancelled: %q, want %q", cancelled, want)
	}
	if want, got := answer(t, short), asked(t, ctx, short); !reflect.DeepEqual(got, want) {
		t.Errorf("the worker says\n%.2000v\nand this program\n%.2000v", got, want)
	}
}

// TestArchive: the site of an archive, which has the module only as pages take it that are opened as files, does on a server, too.
func TestArchive(t *testing.T) {
	files := maps.Clone(site(t))
	delete(files, "engine/wirelab.wasm.gz")
	ctx := open(t, served(t, files), true) // the browser complains that the file is missing
	short := `{"do":"bench","args":["--trials","1","--duration","2s"]}`
	if want, got := answer(t, short), asked(t, ctx, short); !reflect.DeepEqual(got, want) {
		t.Errorf("the worker says\n%.2000v\nand this program\n%.2000v", got, want)
	}
}

// TestBroken: what keeps the engine from working is said in one line, and it can be tried again.
func TestBroken(t *testing.T) {
	whole := site(t)
	for name, test := range map[string]struct {
		change func(files map[string][]byte)
		before string // in the page
		want   string
	}{
		"cut":     {func(f map[string][]byte) { f["engine/wirelab.wasm.gz"] = f["engine/wirelab.wasm.gz"][:100_000] }, "", "the engine is not whole: gzip cannot unpack it"},
		"other":   {func(f map[string][]byte) { f["engine/wirelab.wasm.gz"] = []byte("<!doctype html>") }, "", "the engine is not whole: WebAssembly.compile()"},
		"missing": {func(f map[string][]byte) { delete(f, "engine/wirelab.wasm.gz"); delete(f, "engine/wirelab.wasm.gz.js") }, "", "wirelab.wasm.gz cannot be loaded: the server says 404"},
		"worker":  {func(f map[string][]byte) { f["engine/worker.js"] = []byte("this is not JavaScript") }, "", "the engine failed"},
		"old":     {func(map[string][]byte) {}, "delete globalThis.DecompressionStream;", "this browser is too old for the lab"},
	} {
		t.Run(name, func(t *testing.T) {
			files := maps.Clone(whole)
			test.change(files)
			ctx := open(t, served(t, files), true)
			for range 2 {
				got := in[string](t, ctx, test.before+`
					let heard = [];
					const last = await ask({ do: "describe" }, (message) => heard.push(message)).done.catch((failed) => failed.message);
					return heard.length === 1 && heard[0].error === last ? last : "heard: " + JSON.stringify(heard);`)
				if !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") {
					t.Errorf("the page says %q, want %q", got, test.want)
				}
			}
		})
	}
}
