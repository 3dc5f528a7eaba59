package weave

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain makes of the test's own executable the program that texts are about. More tests run at once than there are processors: they
// wait, most of the time.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "prog" {
		os.Exit(prog(os.Args[1:]))
	}
	flag.Set("test.parallel", "8") // unless the command line says otherwise
	goleak.VerifyTestMain(m)
}

func prog(args []string) int {
	switch args[0] {
	case "say":
		fmt.Println(strings.Join(args[1:], " "))
	case "columns":
		fmt.Println(os.Getenv("COLUMNS"))
		fmt.Fprintln(os.Stderr, "a note")
	case "fail":
		fmt.Fprintln(os.Stderr, "it is broken")
		return 1
	case "serve":
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Println("ready")
		<-interrupted
		os.WriteFile(args[1], []byte("ended"), 0o666)
	case "mute":
		time.Sleep(time.Hour)
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
		output, _, err := p.Run(t.Context(), test.line)
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
		if output, err := p.Start(t.Context(), "prog serve "+filepath.Join(dir, name), ready); output != "ready\n" || err != nil {
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
	if _, err := p.Start(t.Context(), "prog fail", ready); err == nil || err.Error() != "it has ended: exit status 1: it is broken" {
		t.Error(err)
	}
	p.Close()
}

// Whatever a shell has started ends with the shell.
func TestPipe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("texts that need a Unix shell are not checked on Windows")
	}
	p := program(t)
	ended := filepath.Join(t.TempDir(), "ended")
	line := "prog serve " + ended + " | cat"
	if output, err := p.Start(t.Context(), line, func(s string) bool { return s != "" }); output != "ready\n" || err != nil {
		t.Fatalf("%q, %v", output, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(ended); err != nil {
		t.Errorf("the server goes on: %v", err)
	}
}

// One that prints nothing is no server, and is not left behind.
func TestMute(t *testing.T) {
	p := program(t)
	defer p.Close()
	p.begins = 50 * time.Millisecond
	output, err := p.Start(t.Context(), "prog mute", func(string) bool { return true })
	if output != "" || err == nil || err.Error() != "it has printed nothing within 50ms" || p.end != nil {
		t.Errorf("%q, %v, still running: %v", output, err, p.end != nil)
	}
	p.begins = 0
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := p.Start(ctx, "prog mute", func(string) bool { return true }); !errors.Is(err, context.DeadlineExceeded) || p.end != nil {
		t.Errorf("%v, still running: %v", err, p.end != nil)
	}
}

// TestTold: a command is told how wide to set what it prints, whatever the environment says, and its notes go
// through whoever wants them.
func TestTold(t *testing.T) {
	t.Setenv("COLUMNS", "123")
	p := program(t)
	defer p.Close()
	for columns, want := range map[int]string{0: "\n", 60: "60\n"} {
		p.Columns = columns
		if out, _, err := p.Run(t.Context(), "prog columns"); out != want || err != nil {
			t.Errorf("with %d columns it is told %q, %v", columns, out, err)
		}
	}
	p.Notes = func(keep io.Writer) io.Writer { return shouting{keep} }
	if _, notes, err := p.Run(t.Context(), "prog columns"); notes != "A NOTE\n" || err != nil {
		t.Errorf("the notes are %q, %v", notes, err)
	}
}

type shouting struct{ io.Writer }

func (s shouting) Write(b []byte) (int, error) {
	if _, err := s.Writer.Write(bytes.ToUpper(b)); err != nil {
		return 0, err
	}
	return len(b), nil
}
