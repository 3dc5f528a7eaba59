package main

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// A package that is linked is initialised by every command. One that reads tables or styles then costs each
// of them as much time as all others together: what it allocates shows that, on a busy machine, too.
func TestStart(t *testing.T) {
	const most = 5000 // of one package; the tables of goldmark's extensions take 2,000
	cmd := exec.Command("wirelab", "--version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	packages := regexp.MustCompile(`(?m)^init (\S+) @.*, (\d+) allocs$`).FindAllStringSubmatch(string(out), -1)
	if len(packages) < 10 {
		t.Fatalf("it is not shown what packages allocate:\n%s", out)
	}
	for _, p := range packages {
		if allocated, _ := strconv.Atoi(p[2]); allocated > most {
			t.Errorf("package %s makes %d allocations before anything runs, more than %d", p[1], allocated, most)
		}
	}
}
