package weave

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes of the test's own executable the program that texts are about.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "prog" {
		os.Exit(prog(os.Args[1:]))
	}
	goleak.VerifyTestMain(m)
}

func prog(args []string) int {
	switch args[0] {
	case "say":
		fmt.Println(strings.Join(args[1:], " "))
	case "fail":
		fmt.Fprintln(os.Stderr, "it is broken")
		return 1
	case "serve":
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Println("ready")
		<-interrupted
		os.WriteFile(args[1], []byte("ended"), 0o666)
	}
	return 0
}

func program(t *testing.T) *Program {
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &Program{Name: "prog", Path: path, Aliases: []string{"go run ./cmd/prog"}}
}

func TestRun(t *testing.T) {
	p := program(t)
	tests := []struct{ line, output, err string }{
		{"prog say hi", "hi\n", ""},
		{"go run ./cmd/prog say hi", "hi\n", ""},
		{"prog fail", "", "exit status 1: it is broken"},
	}
	if runtime.GOOS != "windows" { // there, texts that need a Unix shell are not checked
		tests = append(tests, []struct{ line, output, err string }{
			{`prog say "two  blanks"`, "two  blanks\n", ""},
			{"prog say hi | tr h H", "Hi\n", ""},
			{"echo kept > file", "", ""},
			{"cat file", "kept\n", ""}, // they are in one folder
		}...)
	}
	for _, test := range tests {
		output, err := p.Run(test.line)
		if output != test.output || fmt.Sprint(err) != test.err && (err != nil || test.err != "") {
			t.Errorf("%s: %q, %v; want %q, %s", test.line, output, err, test.output, test.err)
		}
	}
	dir := p.dir
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
}

// A server goes on until the next is started or the text ends; then it is interrupted and awaited.
func TestStart(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a program cannot be interrupted by another on Windows: it is killed")
	}
	p := program(t)
	dir := t.TempDir()
	ready := func(output string) bool { return output == "ready\n" }
	for _, name := range []string{"one", "two"} {
		if output, err := p.Start("prog serve "+filepath.Join(dir, name), ready); output != "ready\n" || err != nil {
			t.Fatalf("%q, %v", output, err)
		}
	}
	ended := func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	}
	if !ended("one") || ended("two") {
		t.Errorf("with two started: one has ended: %v, two: %v", ended("one"), ended("two"))
	}
	if err := p.Close(); err != nil || !ended("two") {
		t.Errorf("once closed: %v, two has ended: %v", err, ended("two"))
	}
	if _, err := p.Start("prog fail", ready); err == nil || err.Error() != "it has ended: exit status 1: it is broken" {
		t.Error(err)
	}
	p.Close()
}
