package plans

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/saved"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
	"wirelab/wsdemo/socketio"
)

// planFrom makes the plan that the options ask for.
func planFrom(c *cli.Context) (bench.Plan, error) {
	plan, err := readPlan(c)
	if err != nil {
		return plan, err
	}
	if c.IsSet("interval") && plan.Bulk == 0 && plan.Virtual() {
		return plan, usage.Wrongf("--interval: virtual time has no pauses to report in; add --real-time, --net host, --net kernel or --bulk")
	}
	if err := plan.Validate(); err != nil {
		return plan, usage.Wrong(err)
	}
	if err := validateKeep(c, plan); err != nil {
		return plan, usage.Wrong(err)
	}
	if c.IsSet("pcap") {
		if err := plan.ValidatePackets(); err != nil {
			return plan, usage.Wrongf("--pcap: %w", err)
		}
	}
	return plan, nil
}

// validateKeep is about --keep.
func validateKeep(c *cli.Context, p bench.Plan) error {
	switch keep := c.String("keep"); {
	case !c.IsSet("keep"):
		return nil
	case keep != "samples":
		return fmt.Errorf("--keep %s: choose samples", keep)
	case c.String("format") != "json":
		return errors.New("--keep samples: only JSON has room for them; add --format json")
	}
	return saved.ValidateKeeping(p)
}

// readPlan reads the options, and does not say whether they make sense together.
func readPlan(c *cli.Context) (bench.Plan, error) {
	plan, err := loadFrom(c)
	if err != nil {
		return plan, err
	}
	plan.Server = c.String("server")
	plan.RealTime = c.Bool("real-time")
	plan.Wait = c.Duration("wait")
	if c.IsSet("trials") {
		plan.Trials = c.Int("trials")
	}
	plan.Seed = c.Uint64("seed")
	if err := roomFrom(c, &plan); err != nil {
		return plan, err
	}
	if err := queueFrom(c, &plan); err != nil {
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

// loadFrom reads what is to be sent, over which transports.
func loadFrom(c *cli.Context) (bench.Plan, error) {
	plan := bench.DefaultPlan(c.String("net"))
	if c.String("server") == "queue" {
		plan = bench.DefaultQueue(plan.Net)
	}
	if c.IsSet("bulk") {
		for _, option := range []string{"full", "rows"} {
			if c.IsSet(option) {
				return plan, usage.Wrongf("--%s: not with --bulk, which has only one form of report", option)
			}
		}
		bytes, err := flags.Size(c, "bulk")
		if err != nil {
			return plan, err
		}
		if bytes < bench.MinSize || bytes > bench.MaxBulk {
			return plan, usage.Wrongf("--bulk %s: choose %dB to 1GiB", c.String("bulk"), bench.MinSize)
		}
		plan = bench.DefaultBulk(plan.Net, int(bytes))
	} else if c.Bool("real-time") {
		host := bench.DefaultPlan("host")
		if c.String("server") == "queue" {
			host = bench.DefaultQueue("host")
			plan.Trials = host.Trials
		}
		plan.Duration = host.Duration
	}
	if c.IsSet("transport") {
		plan.Transports = flags.Transports(c.String("transport"))
	}
	if c.IsSet("socketio-transports") {
		plan.SocketIO = socketio.Transports(strings.Join(flags.List(c.String("socketio-transports")), ","))
	}
	if c.IsSet("rate") {
		plan.Rate = c.Float64("rate")
	}
	if c.IsSet("size") {
		plan.Size = c.Int("size")
	}
	if c.IsSet("duration") {
		plan.Duration = c.Duration("duration")
	}
	if c.IsSet("interval") {
		plan.Interval = c.Duration("interval")
	}
	return plan, nil
}

// linkFrom puts the link that the options ask for into plan.
func linkFrom(c *cli.Context, plan *bench.Plan) error {
	if !plan.Linked() {
		if c.IsSet("link") || flags.ChangesLink(c) {
			return usage.Wrongf("--net %s has no emulated link to set; use --net lab", plan.Net)
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
		return usage.Wrongf("--subscribers: only a room has them; add --server broadcast")
	}
	plan.Subscribers = c.Int("subscribers")
	plan.Slow = c.Int("slow")
	plan.Disconnect = c.Duration("disconnect")
	plan.Resume = c.Bool("resume")
	return nil
}

// queueFrom reads the options for queues.
func queueFrom(c *cli.Context, plan *bench.Plan) error {
	if c.IsSet("guarantee") {
		plan.Guarantee = bench.Guarantee(c.String("guarantee"))
	}
	if c.IsSet("crash") {
		plan.Crash = bench.Crash(c.String("crash"))
	}
	if fsync := c.String("fsync"); fsync != "on" && fsync != "off" {
		return usage.Wrongf("--fsync %s: choose on or off", fsync)
	}
	plan.NoFsync = c.String("fsync") == "off"
	switch {
	case !c.IsSet("fsync"):
	case plan.Server != "queue":
		return usage.Wrongf("--fsync: only a queue has a log; add --server queue")
	case plan.Net != "host":
		return usage.Wrongf("--fsync: only a server on this machine writes to a disk; add --net host")
	}
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
