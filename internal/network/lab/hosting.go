package lab

import (
	"flag"
	"sync"
	"testing"
)

// Virtual time is package synctest's: its goroutines run in a bubble with a clock of its own, which
// moves on when all of them wait. The standard library opens a bubble in one place only, synctest.Test,
// and that wants a *testing.T, which only package testing can make. Nothing else in the library knows
// when all goroutines wait, which is what a clock has to know that skips the waiting.
//
// So an ordinary program hosts one test, by testing.Main. The test never ends, and each experiment that
// it is handed is a test below it. Package testing keeps testing.Main for build tools other than "go
// test", and does not promise all of it for ever: the tests of Virtual fail if it changes.
//
// What it costs: the binary carries package testing, and a program that calls Virtual has package
// testing's flags parsed once, in a flag set that nobody else sees.
var (
	hosting sync.Once
	jobs    = make(chan func(*testing.T))
)

// host starts that test, and returns when it takes jobs. Where the program is a test binary itself,
// its flags have been parsed already.
func host() {
	if !testing.Testing() { // keep package testing's flags out of the program's own
		own := flag.CommandLine
		flag.CommandLine = flag.NewFlagSet("", flag.ContinueOnError)
		testing.Init()
		flag.CommandLine.Parse(nil)
		defer func() { flag.CommandLine = own }()
	}
	all := func(_, _ string) (bool, error) { return true, nil }
	loop := func(t *testing.T) {
		for job := range jobs {
			go job(t)
		}
	}
	started := make(chan struct{})
	go testing.Main(all, []testing.InternalTest{{Name: "lab", F: func(t *testing.T) {
		close(started)
		loop(t)
	}}}, nil, nil)
	<-started
}
