package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPictures: the pictures in docs are what the commands draw that the README names, and it shows them.
func TestPictures(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"ladder-tcp.svg": "ladder tcp --link lossy --seed 11 --format svg",
		"how-late.svg":   "bench --format svg",
	} {
		file := filepath.Join("../../docs", name)
		status, picture, stderr := process(t, "", strings.Fields(line)...)
		if status != 0 {
			t.Fatalf("wirelab %s: %s", line, stderr)
		}
		if *update {
			if err := os.WriteFile(file, []byte(picture), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if picture != strings.ReplaceAll(string(want), "\r\n", "\n") { // git on Windows
			t.Errorf("docs/%s is not what wirelab %s draws (go test ./cmd/wirelab -run TestPictures -update)", name, line)
		}
		for _, says := range []string{"](docs/" + name + ")", "`wirelab " + line + "`"} {
			if !strings.Contains(string(readme), says) {
				t.Errorf("README.md does not have %s", says)
			}
		}
	}
}
