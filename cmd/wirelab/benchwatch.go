package main

import (
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/pcap"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/internal/usage"
)

// watcherFrom is who looks on.
func watcherFrom(c *cli.Context, samples io.Writer, kept *keeper, show *pictures.Show) (w measure.Watcher, err error) {
	w = measure.Watcher{Progress: &measure.Progress{}, Packets: c.IsSet("pcap")}
	w.Value = func(int) {
		kept.next()
		show.Next()
	}
	if c.String("net") == "host" && c.String("server") == "queue" { // where it is started as the server
		if w.Program, err = os.Executable(); err != nil {
			return w, err
		}
	}
	w.Trial, err = trialWriter(c, samples, kept, show.Trial(!c.IsSet("sweep")))
	return w, err
}

// trialWriter returns what takes each trial: to write down its samples, in a file or in kept, or its packets, and to
// gather what pictures need, if gather is not nil.
func trialWriter(
	c *cli.Context, samples io.Writer, kept *keeper, gather func(*bench.Samples) error,
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
			kept.keep(s)
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

// A keeper keeps samples: of a sweep, those of each value apart.
type keeper struct {
	samples []*bench.Samples
	from    []int // of a sweep: where those of each value begin
}

// keep keeps samples, but for their packets.
func (k *keeper) keep(s *bench.Samples) {
	one := *s
	one.Packets = nil
	k.samples = append(k.samples, &one)
}

// next says that what is kept from now on is of a sweep's next value.
func (k *keeper) next() { k.from = append(k.from, len(k.samples)) }

// of are the samples of a sweep's value of that number, or all of a run.
func (k *keeper) of(value int) []*bench.Samples {
	if len(k.from) == 0 {
		return k.samples
	}
	end := len(k.samples)
	if value+1 < len(k.from) {
		end = k.from[value+1]
	}
	return k.samples[k.from[value]:end]
}
