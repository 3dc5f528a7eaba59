package lab

import (
	"flag"
	"sync"
	"testing"
)

// Virtual time is package synctest's, which only a test can have. So an ordinary program hosts one
// test, which never ends and runs the experiments that are handed to it.
var (
	hosting sync.Once
	jobs    = make(chan func(*testing.T))
)

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
