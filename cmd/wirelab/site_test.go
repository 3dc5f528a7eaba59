package main

import (
	"strings"
	"testing"
)

func TestSiteUse(t *testing.T) {
	for line, want := range map[string]string{
		"lessons export":          "wirelab lessons export: say where: a directory that is empty or does not exist\n",
		"site":                    "wirelab site: say where: a directory that is empty or does not exist\n",
		"site testdata":           "wirelab site: testdata: that is not empty and holds no earlier site: choose another\n",
		"lessons export a b":      `wirelab lessons export: "b" is one argument too many` + "\n",
		"lessons export no/where": "wirelab lessons export: no/where: there is no directory no to create it in\n",
		"lessons export --loud a": "wirelab lessons export: there is no option --loud: --help lists them\n",
		"lessons export testdata": "wirelab lessons export: testdata: that is not empty: choose another, or use --force, which replaces an earlier site\n",
		"lessons export main.go":  "wirelab lessons export: main.go: that is not a directory\n",
	} {
		if status, stdout, stderr := wirelab(t.Context(), "", strings.Fields(line)...); status != 2 || stderr != want || stdout != "" {
			t.Errorf("%s: status %d, %q", line, status, stderr)
		}
	}
	_, stdout, _ := wirelab(t.Context(), "", "lessons", "export", "--help")
	for line := range strings.Lines(stdout) {
		if len(line) > 81 {
			t.Errorf("it does not fit a terminal: %s", line)
		}
	}
}
