package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/transport"
)

func benchCommand() *cli.Command {
	d := bench.DefaultPlan("host")
	return &cli.Command{
		Name:      "bench",
		Usage:     "measure latency, loss and order on each transport, side by side",
		UsageText: "wirelab bench [options]",
		Description: `Starts an echo server for each transport, sends it messages at a steady rate,
whatever comes back, and prints one table. Response times count from when a
message was due, so that no wait is hidden.

EXAMPLES:
   wirelab bench                                  all three, about a minute
   wirelab bench --duration 500ms --trials 6      a quick look
   wirelab bench --rate 1000 --size 64            small messages, often
   wirelab bench --target 192.168.1.5             servers on another machine
   wirelab bench --transport tcp --target 192.168.1.5:7101
   wirelab bench --format json --output run.json  for programs`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "transport", Usage: "which, of tcp, udp and ws", Value: strings.Join(d.Transports, ",")},
			&cli.StringFlag{Name: "server", Usage: "what servers do: echo", Value: d.Server},
			&cli.StringFlag{Name: "net", Usage: "the network: host", Value: d.Net},
			&cli.StringFlag{Name: "target", Usage: "servers that run already, at `HOST:PORT,...`"},
			&cli.Float64Flag{Name: "rate", Usage: "messages a second", Value: d.Rate},
			&cli.IntFlag{Name: "size", Usage: "bytes a message", Value: d.Size},
			&cli.DurationFlag{Name: "duration", Usage: "of each trial", Value: d.Duration},
			&cli.DurationFlag{Name: "wait", Usage: "what comes later is lost, or late", Value: d.Wait},
			&cli.IntFlag{Name: "trials", Usage: fmt.Sprintf("how often to repeat; intervals need %d", bench.MinTrials), Value: d.Trials},
			&cli.Uint64Flag{Name: "seed", Usage: "for what is drawn at random", Value: d.Seed},
			&cli.StringFlag{Name: "format", Usage: "table, markdown, json or csv", Value: "table"},
			&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal"},
			&cli.StringFlag{Name: "samples", Usage: "also write each message's times to `FILE`, as CSV"},
		},
		Action: runBench,
	}
}

func runBench(c *cli.Context) error {
	plan, err := planFrom(c)
	if err != nil {
		return err
	}
	format := c.String("format")
	if err := choice("format", format, "table", "markdown", "json", "csv"); err != nil {
		return err
	}
	// Files are made first: to find out after a minute that they cannot be is to lose the minute.
	output, err := create(c.String("output"), c.App.Writer)
	if err != nil {
		return wrongf("--output %w", err)
	}
	defer output.discard()
	samples, err := create(c.String("samples"), io.Discard)
	if err != nil {
		return wrongf("--samples %w", err)
	}
	defer samples.discard()

	var progress bench.Progress
	stop := showProgress(c.App.ErrWriter, &progress)
	report, err := bench.Run(c.Context, plan, bench.Watcher{
		Progress: &progress,
		Trial:    bench.NewSampleWriter(samples).Write,
	})
	stop()
	if err != nil {
		return err
	}
	if err := report.Write(output, format); err != nil {
		return err
	}
	if err := samples.keep(); err != nil {
		return err
	}
	return output.keep()
}

// planFrom makes the plan that the options ask for.
func planFrom(c *cli.Context) (bench.Plan, error) {
	plan := bench.DefaultPlan(c.String("net"))
	plan.Transports = fields(c.String("transport"))
	plan.Server = c.String("server")
	plan.Rate = c.Float64("rate")
	plan.Size = c.Int("size")
	plan.Duration = c.Duration("duration")
	plan.Wait = c.Duration("wait")
	plan.Trials = c.Int("trials")
	plan.Seed = c.Uint64("seed")
	if err := noArgs(c); err != nil {
		return plan, err
	}
	targets, err := targetsFor(plan.Transports, fields(c.String("target")))
	if err != nil {
		return plan, err
	}
	plan.Targets = targets
	if err := plan.Validate(); err != nil {
		return plan, wrong(err)
	}
	return plan, nil
}

// fields splits a list at its commas.
func fields(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// targetsFor says which server each transport is to use: one target for each, or one host without a
// port for all.
func targetsFor(transports, targets []string) (map[string]string, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	hasPort := strings.Contains(targets[0], ":") && net.ParseIP(targets[0]) == nil
	allAtOneHost := len(targets) == 1 && !hasPort
	if !allAtOneHost && len(targets) != len(transports) {
		return nil, wrongf("--target: %d addresses for %d transports: give one HOST:PORT for each of %s, or one HOST for all",
			len(targets), len(transports), strings.Join(transports, ", "))
	}
	m := map[string]string{}
	for i, name := range transports {
		if !allAtOneHost {
			m[name] = targets[i]
			continue
		}
		if t, err := transport.Named(name); err == nil {
			m[name] = net.JoinHostPort(targets[0], strconv.Itoa(t.DefaultPort))
		}
	}
	return m, nil
}

// A file is written beside its name and takes it only when it is whole.
type file struct {
	io.Writer
	temp *os.File // nil where no file was asked for
	name string
}

// create makes the file of that name; without a name, what is written goes to instead.
func create(name string, instead io.Writer) (*file, error) {
	if name == "" {
		return &file{Writer: instead}, nil
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &file{temp, temp, name}, nil
}

func (f *file) keep() error {
	if f.temp == nil {
		return nil
	}
	if err := f.temp.Close(); err != nil {
		return err
	}
	if err := os.Chmod(f.temp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.temp.Name(), f.name)
}

// discard removes what was not kept.
func (f *file) discard() {
	if f.temp != nil {
		f.temp.Close()
		os.Remove(f.temp.Name())
	}
}
