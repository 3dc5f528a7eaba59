//go:build !js

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// stopSignals are what asks the program to end: Ctrl-C, kill, and that its terminal is closed, unless nohup
// has it go on then.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}
