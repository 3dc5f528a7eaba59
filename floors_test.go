package wirelab

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// floors are the packages of the house, from the top down. A package imports what is on its own floor or
// below it, and never what is above. A name that ends in /... is all that begins so.
var floors = [][]string{
	{"cmd/..."},
	{"internal/course/...", "internal/demo/..."},
	{"bench/verify", "bench/report"},
	{"bench/measure"},
	{"bench"},
	{"internal/transport"},
	{"tcpdemo", "udpdemo", "wsdemo"},
	{"internal/room/..."},
	{"internal/network/lab", "internal/network/kernel"},
	{"internal/network/packet"},
	{"internal/network/link", "internal/network/netx/..."},
	{"internal/term/...", "internal/file", "internal/usage"},
	{"lessons"},
}

// apart are packages that stand beside the house: nothing that is not a test imports them.
var apart = []string{"internal/conform", "internal/siege", "internal/speed", "bench/internal/checks", "lessons/..."}

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

// TestFloors: every package is on a floor or apart, and no import leads upstairs.
func TestFloors(t *testing.T) {
	module, err := exec.CommandContext(t.Context(), "go", "list", "-m").Output()
	if err != nil {
		t.Fatalf("go list -m: %v", err)
	}
	root := strings.TrimSpace(string(module))
	list, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(list)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(strings.TrimPrefix(words[0], root), "/")
		at, ok := floor(from)
		if !ok {
			if from != "" && !matches(apart, from) {
				t.Errorf("%s is on no floor: give it one in floors_test.go", from)
			}
			continue
		}
		for _, imported := range words[1:] {
			to, ours := strings.CutPrefix(imported, root+"/")
			if !ours {
				continue
			}
			switch below, ok := floor(to); {
			case !ok:
				t.Errorf("%s imports %s, which stands apart", from, to)
			case below < at:
				t.Errorf("%s imports %s: that is upstairs", from, to)
			}
		}
	}
}

// TestRooms: a package has at most 20 files, so that one can see it at once.
func TestRooms(t *testing.T) {
	list, err := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{len .GoFiles}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(list)) {
		pkg, number, _ := strings.Cut(strings.TrimSpace(line), " ")
		files, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		if most := max(20, larger[strings.TrimPrefix(pkg, "wirelab/")]); files > most {
			t.Errorf("%s has %d files, more than %d", pkg, files, most)
		}
	}
}

// larger are packages that are not divided yet, and how many files they have.
var larger = map[string]int{"cmd/wirelab": 39, "bench/measure": 36, "internal/network/packet": 26, "wsdemo": 23}

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
