package wirelab

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// floors are the packages of the house, from the top down. A package imports what is on its own floor or
// below it, and never what is above. A name that ends in /... is all that begins so.
var floors = [][]string{
	{"cmd/wirelab"},
	{"cmd/wirelab/internal/pageserver", "cmd/wirelab/internal/teaching"},
	{
		"cmd/wirelab/internal/capture", "cmd/wirelab/internal/conversation", "cmd/wirelab/internal/linkup",
		"cmd/wirelab/internal/engine/...", "cmd/wirelab/internal/pcap", "cmd/wirelab/internal/plans", "cmd/wirelab/internal/runs",
		"cmd/wirelab/internal/serving",
	},
	{"cmd/wirelab/internal/results"},
	{"cmd/wirelab/internal/pictures"},
	{"cmd/wirelab/internal/completion", "cmd/wirelab/internal/flags", "cmd/wirelab/internal/peer"},
	{"internal/web/classroom", "internal/web/site"},
	{"internal/course/...", "internal/demo/..."},
	{"internal/web/module/..."},
	{"internal/web/asset"},
	{"bench/merge"},
	{"bench/compare"},
	{"bench/sheet"},
	{"bench/verify", "bench/report", "bench/figure", "bench/transfer", "bench/plot"},
	{"bench/saved", "bench/watch"},
	{"bench/measure"},
	{"bench/measure/echo", "bench/measure/room", "bench/measure/work"},
	{"bench/measure/trial"},
	{"bench/measure/place", "bench/measure/fault"},
	{"bench/measure/clock"},
	{"bench"},
	{"internal/transport"},
	{"tcpdemo", "udpdemo", "wsdemo"},
	{"wsdemo/frames", "wsdemo/socketio"},
	{"internal/room/..."},
	{"internal/network/lab", "internal/network/kernel"},
	{"internal/network/ladder", "internal/network/layers", "internal/network/pcapng", "internal/network/udp"},
	{"internal/network/tcp/..."},
	{"internal/network/packet"},
	{"internal/picture"},
	{"internal/network/link", "internal/network/netx/..."},
	{"internal/term/...", "internal/file/...", "internal/usage"},
	{"lessons"},
}

// apart are packages that stand beside the house: nothing that is not a test imports them.
var apart = []string{
	"internal/browsertest", "internal/conform", "internal/siege", "internal/soak", "internal/speed", "bench/internal/checks",
	"internal/network/packet/packettest", "internal/picture/picturetest", "internal/web/asset/assettest",
	"wsdemo/frames/frametest", "lessons/...",
}

// floor returns the floor of a package, counted from the top, and whether it has one.
func floor(pkg string) (n int, ok bool) {
	for n, names := range floors {
		if matches(names, pkg) {
			return n, true
		}
	}
	return 0, false
}

func matches(names []string, pkg string) bool {
	for _, name := range names {
		prefix, all := strings.CutSuffix(name, "/...")
		if pkg == prefix || all && strings.HasPrefix(pkg, prefix+"/") {
			return true
		}
	}
	return false
}

// A pkg is a package of the module, by its path in it: "" is the root.
type pkg struct {
	path    string
	imports []string // of the module
}

// packages are all of them, as package go lists them.
func packages(t *testing.T) (all []pkg) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.Module.Path}} {{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		root := words[0]
		p := pkg{path: strings.TrimPrefix(strings.TrimPrefix(words[1], root), "/")}
		for _, imported := range words[2:] {
			if to, ours := strings.CutPrefix(imported, root+"/"); ours {
				p.imports = append(p.imports, to)
			}
		}
		all = append(all, p)
	}
	return all
}

// TestFloors: every package is on a floor or apart, and no import leads upstairs.
func TestFloors(t *testing.T) {
	for _, p := range packages(t) {
		at, ok := floor(p.path)
		if !ok {
			if p.path != "" && !matches(apart, p.path) {
				t.Errorf("%s is on no floor: give it one in floors_test.go", p.path)
			}
			continue
		}
		for _, to := range p.imports {
			switch below, ok := floor(to); {
			case !ok:
				t.Errorf("%s imports %s, which stands apart", p.path, to)
			case below < at:
				t.Errorf("%s imports %s: that is upstairs", p.path, to)
			}
		}
	}
}

// TestRooms: a package has at most 20 files, tests left out, so that one can see it at once. Those for other
// systems count.
func TestRooms(t *testing.T) {
	for _, p := range packages(t) {
		sources, err := filepath.Glob(filepath.Join(".", p.path, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		for _, name := range sources {
			if !strings.HasSuffix(name, "_test.go") {
				files++
			}
		}
		if files > 20 {
			t.Errorf("%s has %d files, more than 20", p.path, files)
		}
	}
}

// TestPaths: the files and folders that the texts name are there.
func TestPaths(t *testing.T) {
	named := regexp.MustCompile("`((?:bench|cmd|internal|lessons|tcpdemo|udpdemo|wsdemo)/[a-z0-9_./-]*)`")
	for _, text := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "README.md"} {
		b, err := os.ReadFile(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			if _, err := os.Stat(m[1]); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}
