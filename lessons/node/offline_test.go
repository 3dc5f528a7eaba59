package node_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"wirelab/internal/demo"
	"wirelab/internal/demo/stage"
)

// TestOffline: the official client does with what is said without a connection what wirelab demo offline shows.
func TestOffline(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	needs(t, "socket.io")
	official, err := exec.Command("node", "offline.mjs").Output()
	if err != nil {
		t.Fatal(err)
	}
	var ours strings.Builder
	for _, d := range demo.All() {
		if d.Name == "offline" {
			if err := d.RunInLab(t.Context(), stage.Settings{}, &ours); err != nil {
				t.Fatal(err)
			}
		}
	}
	later := regexp.MustCompile(`, \d+ s later`) // how long that is depends on how busy the machine is
	if got, want := later.ReplaceAllString(string(official), ""), later.ReplaceAllString(ours.String(), ""); got != want {
		t.Errorf("the official client:\n%s\nours:\n%s", got, want)
	}
	if !regexp.MustCompile(`three, \d+ s later`).Match(official) {
		t.Errorf("three was not kept:\n%s", official)
	}
}
