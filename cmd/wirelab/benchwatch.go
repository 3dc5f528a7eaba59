package main

import (
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/pcap"
	"wirelab/internal/usage"
)

// watcherFrom is who looks on: for progress, and for what trialWriter takes of each trial.
func watcherFrom(
	c *cli.Context, samples io.Writer, kept *[]*bench.Samples, gather func(*bench.Samples) error,
) (w measure.Watcher, err error) {
	w = measure.Watcher{Progress: &measure.Progress{}, Packets: c.IsSet("pcap")}
	if c.String("net") == "host" && c.String("server") == "queue" { // where it is started as the server
		if w.Program, err = os.Executable(); err != nil {
			return w, err
		}
	}
	w.Trial, err = trialWriter(c, samples, kept, gather)
	return w, err
}

// trialWriter returns what takes each trial: to write down its samples, in a file or in kept, or its packets, and to
// gather what pictures need, if gather is not nil.
func trialWriter(
	c *cli.Context, samples io.Writer, kept *[]*bench.Samples, gather func(*bench.Samples) error,
) (func(*bench.Samples) error, error) {
	var writers []func(*bench.Samples) error
	if gather != nil {
		writers = append(writers, gather)
	}
	if c.IsSet("samples") {
		writers = append(writers, report.NewSampleWriter(samples).Write)
	}
	if c.IsSet("keep") {
		writers = append(writers, func(s *bench.Samples) error {
			one := *s
			one.Packets = nil
			*kept = append(*kept, &one)
			return nil
		})
	}
	at, err := pcap.At(c)
	if err != nil {
		return nil, err
	}
	if c.IsSet("pcap") {
		if c.String("net") == "host" {
			return nil, usage.Wrongf("--pcap: wirelab cannot see the packets on --net %s; use --net lab or kernel", c.String("net"))
		}
		dir := pcap.Dir{Name: c.String("pcap"), At: at}
		if err := dir.Prepare(); err != nil {
			return nil, err
		}
		writers = append(writers, dir.Write)
	}
	return func(s *bench.Samples) error {
		for _, write := range writers {
			if err := write(s); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
