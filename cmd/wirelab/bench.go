package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pcap"
	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/file"
	"wirelab/internal/term"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

func benchCommand() *cli.Command {
	d := bench.DefaultPlan("lab")
	return &cli.Command{
		Name:      "bench",
		Usage:     "measure latency, loss and order on each transport, side by side",
		UsageText: "wirelab bench [options]",
		Description: `Starts a server for each transport, sends it messages at a steady rate,
whatever comes back, and says what became of them, in a few sentences and
figures. Response times count from when a message was due, so that no wait is
hidden. The network is the lab's, inside the program, with the link that you
choose; or the machine's own (--net host); or two of Linux's own, with the
lab's link between them (--net kernel).

--full prints all figures, with intervals, definitions, and all that there is
to notice. --rows prints the rows that you name, in your order, with their
definitions: rows or groups of rows, as --full calls them. It draws no
conclusions, which is left to the reader, but says what makes figures doubtful.
--full --rows prints those rows as --full has them. JSON and CSV always have
everything.

EXAMPLES:
   wirelab bench                                  all three, in a cafe
   wirelab bench --link satellite --full          all figures, and definitions
   wirelab bench --rows lost,p99,wire             these rows only
   wirelab bench --delay 20ms --loss 2%           a link of your own
   wirelab bench --sweep loss=0,1%,2%,5%          one table of four runs
   wirelab bench --server broadcast               one publishes, ten listen
   wirelab bench --net host                       real sockets, on loopback
   wirelab bench --net host --target 192.168.1.5  servers on another machine
   wirelab bench --net kernel                     Linux's TCP, and not the lab's
   wirelab bench --pcap DIR --pcap-at client      what the client sees
   wirelab bench --format json --output run.json  for programs`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "transport", Usage: "which, of tcp, udp and ws", Value: strings.Join(d.Transports, ",")},
			&cli.StringFlag{Name: "server", Usage: "what servers do: echo or broadcast", Value: d.Server},
			&cli.StringFlag{Name: "net", Usage: "the network: lab, host or kernel", Value: d.Net},
			&cli.StringFlag{Name: "target", Usage: "servers that run already, at `HOST:PORT,...`"},
			&cli.Float64Flag{Name: "rate", Usage: "messages a second", Value: d.Rate},
			&cli.IntFlag{Name: "size", Usage: "bytes a message", Value: d.Size},
			&cli.DurationFlag{Name: "duration", Usage: "of each trial", DefaultText: "30s, in real time 2s"},
			&cli.DurationFlag{Name: "wait", Usage: "what comes later is lost, or late", Value: d.Wait},
			&cli.IntFlag{Name: "trials", Usage: fmt.Sprintf("how often to repeat; intervals need %d", bench.MinTrials), Value: d.Trials},
			&cli.Uint64Flag{Name: "seed", Usage: "for what the lab draws at random", Value: d.Seed},
			&cli.BoolFlag{Name: "real-time", Usage: "let the lab take its time, to watch"},
			&cli.BoolFlag{Name: "full", Usage: "all figures, with definitions"},
			&cli.StringFlag{Name: "rows", Usage: "these rows only, such as `p50,p99,wire`"},
			&cli.StringFlag{Name: "format", Usage: "table, markdown, json or csv", Value: "table"},
			&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
			&cli.StringFlag{Name: "samples", Usage: "also write each message's times to `FILE`, as CSV"},
			&cli.StringFlag{Name: "pcap", Usage: "also write each trial's packets to `DIR`, for Wireshark"},
			pcap.AtFlag(),
			&cli.IntFlag{Name: "subscribers", Usage: "broadcast: how many listen", Value: d.Subscribers},
			&cli.IntFlag{Name: "slow", Usage: "broadcast: how many of them are slow"},
			&cli.DurationFlag{Name: "disconnect", Usage: "broadcast: how long one is away"},
			&cli.BoolFlag{Name: "resume", Usage: "broadcast: ask for what was missed"},
			&cli.StringFlag{Name: "sweep", Usage: "run an option over values, such as `loss=0,1%,5%`"},
		}, flags.Link()...),
		Action: runBench,
	}
}

func runBench(c *cli.Context) error {
	run, err := measurement(c)
	if err != nil {
		return err
	}
	if c.String("net") == "kernel" {
		if err := flags.NeedKernels(); err != nil {
			return fmt.Errorf("%w; --net lab runs anywhere", err)
		}
	}
	format := c.String("format")
	if err := flags.Choice("format", format, "table", "markdown", "json", "csv"); err != nil {
		return err
	}
	view, err := viewFrom(c)
	if err != nil {
		return err
	}
	if name := c.String("samples"); file.Same(name, c.String("output")) {
		return usage.Wrongf("--samples %s: --output goes there already", name)
	}
	// Files are made first: to find out after a minute that they cannot be is to lose the minute.
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer output.Discard()
	samples, err := file.Create(c.String("samples"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--samples %w", err)
	}
	defer samples.Discard()
	watcher := measure.Watcher{Progress: &measure.Progress{}, Packets: c.IsSet("pcap")}
	if watcher.Trial, err = trialWriter(c, samples); err != nil {
		return err
	}
	stop := term.ShowProgress(c.App.ErrWriter, watcher.Progress.Now)
	found, err := run(c.Context, watcher)
	stop()
	switch {
	case err != nil && c.String("net") != "host": // the others have a server, though the link may not lead to it
		return err
	case err != nil:
		return peer.NoServer(peer.Kind(c.String("server")), err)
	}
	if err := found.Write(output, format, view); err != nil {
		return err
	}
	// A report that failed is kept all the same: it holds what was measured until then.
	return cmp.Or(output.Keep(), found.Err(), samples.Keep())
}

// viewFrom says how the report is shown.
func viewFrom(c *cli.Context) (report.View, error) {
	v := report.View{Full: c.Bool("full"), Rows: flags.List(c.String("rows"))}
	if c.String("output") == "-" {
		v.Columns = term.KnownColumns(c.App.Writer)
	}
	if err := v.Validate(bench.Plan{Server: c.String("server"), Slow: c.Int("slow"), Disconnect: c.Duration("disconnect")}); err != nil {
		return v, usage.Wrong(err)
	}
	return v, nil
}

// trialWriter returns what writes down each trial: its samples, its packets, or both.
func trialWriter(c *cli.Context, samples io.Writer) (func(*bench.Samples) error, error) {
	var writers []func(*bench.Samples) error
	if c.IsSet("samples") {
		writers = append(writers, report.NewSampleWriter(samples).Write)
	}
	at, err := pcap.At(c)
	if err != nil {
		return nil, err
	}
	if c.IsSet("pcap") {
		if c.String("net") == "host" {
			return nil, usage.Wrongf("--pcap: on --net %s the packets are not ours to see: that takes --net lab or kernel", c.String("net"))
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

// planFrom makes the plan that the options ask for.
func planFrom(c *cli.Context) (bench.Plan, error) {
	plan, err := readPlan(c)
	if err != nil {
		return plan, err
	}
	if err := plan.Validate(); err != nil {
		return plan, usage.Wrong(err)
	}
	if c.IsSet("pcap") {
		if err := plan.ValidatePackets(); err != nil {
			return plan, usage.Wrongf("--pcap: %w", err)
		}
	}
	return plan, nil
}

// readPlan reads the options, and does not say whether they make sense together.
func readPlan(c *cli.Context) (bench.Plan, error) {
	plan := bench.DefaultPlan(c.String("net"))
	plan.Transports = flags.List(c.String("transport"))
	plan.Server = c.String("server")
	plan.Rate = c.Float64("rate")
	plan.Size = c.Int("size")
	if c.IsSet("duration") {
		plan.Duration = c.Duration("duration")
	} else if c.Bool("real-time") {
		plan.Duration = bench.DefaultPlan("host").Duration
	}
	plan.RealTime = c.Bool("real-time")
	plan.Wait = c.Duration("wait")
	plan.Trials = c.Int("trials")
	plan.Seed = c.Uint64("seed")
	if err := roomFrom(c, &plan); err != nil {
		return plan, err
	}
	if err := flags.NoArgs(c); err != nil {
		return plan, err
	}
	if err := linkFrom(c, &plan); err != nil {
		return plan, err
	}
	targets, err := targetsFor(plan.Transports, flags.List(c.String("target")))
	if err != nil {
		return plan, err
	}
	plan.Targets = targets
	return plan, nil
}

// linkFrom puts the link that the options ask for into plan.
func linkFrom(c *cli.Context, plan *bench.Plan) error {
	if !plan.Linked() {
		if c.IsSet("link") || flags.ChangesLink(c) {
			return usage.Wrongf("--net %s has no emulated link to set: that takes --net lab", plan.Net)
		}
		return nil
	}
	p, err := flags.Profile(c)
	plan.Link, plan.Up, plan.Down = p.Name, p.Up, p.Down
	return err
}

// roomFrom reads the options for broadcast servers.
func roomFrom(c *cli.Context, plan *bench.Plan) error {
	if c.IsSet("subscribers") && plan.Server != "broadcast" {
		return usage.Wrongf("--subscribers: an echo server has none; add --server broadcast")
	}
	plan.Subscribers = c.Int("subscribers")
	plan.Slow = c.Int("slow")
	plan.Disconnect = c.Duration("disconnect")
	plan.Resume = c.Bool("resume")
	return nil
}

// targetsFor says which server each transport is to use: one target for each, or one host without a
// port for all.
func targetsFor(transports, targets []string) (map[string]string, error) {
	if len(targets) == 0 {
		return nil, nil
	}
	if _, port, _ := net.SplitHostPort(targets[0]); port == "" && len(targets) == 1 {
		for range transports[1:] {
			targets = append(targets, targets[0])
		}
	}
	if len(targets) != len(transports) {
		return nil, usage.Wrongf("--target: %d addresses for %d transports: give one HOST:PORT for each of %s, or one HOST for all",
			len(targets), len(transports), strings.Join(transports, ", "))
	}
	m := map[string]string{}
	for i, name := range transports {
		t, err := transport.Named(name)
		if err != nil {
			return nil, usage.Wrongf("--transport: %w", err)
		}
		if m[name], err = flags.Address(targets[i], t.DefaultPort); err != nil {
			return nil, usage.Wrongf("--target %w", err)
		}
	}
	return m, nil
}
