package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestReadme: the table that README shows is the one that its first command prints, to the last digit.
func TestReadme(t *testing.T) {
	b, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, ok := strings.Cut(strings.ReplaceAll(string(b), "\r\n", "\n"), "$ go run ./cmd/wirelab bench\n")
	shown, _, ends := strings.Cut(shown, "```")
	if !ok || !ends {
		t.Fatal("README shows no run of the command")
	}
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"wirelab", "bench"}, nil, &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	if got := stdout.String(); got != shown {
		t.Errorf("wirelab bench prints\n%s\nand README shows\n%s", got, shown)
	}
}
