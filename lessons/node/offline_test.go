package node_test

import (
	"os"
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

// TestMaps: the lesson on rooms shows the maps of the official server as they are.
func TestMaps(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	needs(t, "socket.io")
	maps, err := exec.Command("node", "maps.mjs").Output()
	if err != nil {
		t.Fatal(err)
	}
	lesson, err := os.ReadFile("../11-rooms/lesson.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(lesson), "$ node maps.mjs\n"+string(maps)+"```") {
		t.Errorf("the lesson does not have what maps.mjs prints:\n%s", maps)
	}
}
