package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/report"
	"wirelab/bench/transfer"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/cmd/wirelab/internal/plans"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/file"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

func benchCommand() *cli.Command {
	return &cli.Command{
		Name:      "bench",
		Usage:     "measure latency, loss and order on each transport, side by side",
		UsageText: "wirelab bench [options]",
		Description: `Starts a server for each transport, sends it messages at a steady rate,
without waiting for answers, and reports what happened to them in a few
sentences and figures. Response times count from when a message was due, so that
no wait is hidden. The network is the lab, inside the program, with the link
that you choose; or the machine's own (--net host); or two networks of Linux
with the lab's link between them (--net kernel).

--full prints all figures, with intervals, definitions and notes. --rows prints
the rows that you name, in your order, with their definitions; name rows or
groups of rows as --full does. It leaves the conclusions to you, but says which
figures not to trust. --full --rows prints these rows as --full does. JSON
always has everything.

--server queue puts events into a room and takes them out as work, while somebody
crashes (--crash): the server, which keeps a log, or the consumer. It compares
the three guarantees, or measures one (--guarantee). On the host the server is a
process, and its crash is kill -9.

--bulk SIZE sends SIZE bytes to the echo server and back: over TCP, WebSocket
and Socket.IO as fast as they can, over UDP at --rate, in messages of --size. It
shows how fast that was, also over time in steps of --interval.

EXAMPLES:
   wirelab bench                                  all three, in a cafe
   wirelab bench --transport all                  and Socket.IO
   wirelab bench --link satellite --full          all figures, and definitions
   wirelab bench --rows lost,p99,wire             these rows only
   wirelab bench --delay 20ms --loss 2%           a link of your own
   wirelab bench --sweep loss=0,1%,2%,5%          one table of four runs
   wirelab bench --sweep loss=0,2% --sweep rate=20,200    each with each
   wirelab bench --server broadcast               one publishes, ten listen
   wirelab bench --server queue --crash server    what is lost, or done twice
   wirelab bench --net host                       real sockets, on loopback
   wirelab bench --net host --target 192.168.1.5  servers on another machine
   wirelab bench --bulk 5MB                       how fast a transfer is
   wirelab bench --net kernel                     Linux's TCP, not the lab's
   wirelab bench --fail-if 'tcp.p99>120ms'        exit status 1 if it is
   wirelab bench --pcap DIR --pcap-at client      what the client sees
   wirelab bench --format benchfmt >new.txt       for benchstat old.txt new.txt
   wirelab bench --format json --output run.json  for wirelab report and compare
   wirelab bench --format html --output run.html  a page with pictures; --open
   wirelab bench --plot                           pictures in the terminal`,
		Flags:  plans.Flags(),
		Action: runBench,
	}
}

func runBench(c *cli.Context) error {
	work, err := plans.From(c)
	if err != nil {
		return err
	}
	if err := possible(c); err != nil {
		return err
	}
	show, err := pictures.From(c)
	if err != nil {
		return err
	}
	view, err := viewFrom(c)
	if err != nil {
		return err
	}
	limits, err := results.LimitsFrom(c, flags.Transports(c.String("transport")))
	if err != nil {
		return err
	}
	if name := c.String("samples"); file.Same(name, c.String("output")) {
		return usage.Wrongf("--samples %s: --output writes to that file already", name)
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
	var kept keeper
	watcher, err := watcherFrom(c, samples, &kept, show)
	if err != nil {
		return err
	}
	stop := showProgress(c, watcher.Progress)
	found, err := work.Run(c.Context, watcher)
	stop()
	if err != nil && c.String("net") == "host" { // the others have a server, though the link may not lead to it
		err = peer.NoServer(kindOf(c.String("server")), err)
	}
	if err != nil {
		return err
	}
	describe(found, kept)
	plain := func() error { return results.Write(output, c.String("format"), view, found) }
	if err := show.Write(output, results.Pictured(found, version()), view, plain); err != nil {
		return err
	}
	// A report that failed is kept all the same: it holds what was measured until then.
	if err := cmp.Or(output.Keep(), samples.Keep()); err != nil {
		return err
	}
	noteFiles(c)
	noteCutShort(c, found)
	return cmp.Or(show.Done(c), found.Err(), limits.Check(c, found))
}

// noteCutShort says that a run was cut short where the format has no place for that.
func noteCutShort(c *cli.Context, found results.Report) {
	if !slices.Contains([]string{"csv", "benchfmt", "svg"}, c.String("format")) {
		return
	}
	all, _ := results.Parts(found)
	if slices.ContainsFunc(all, func(f *bench.Findings) bool { return f.Stopped }) {
		fmt.Fprintln(c.App.ErrWriter, "Cut short: the report has what was measured until then.")
	}
}

// noteFiles names what has been written.
func noteFiles(c *cli.Context) {
	noteWritten(c.App.ErrWriter, c.String("output"), c.String("samples"))
	if c.IsSet("pcap") {
		fmt.Fprintf(c.App.ErrWriter, "Wrote packets of each trial to %s.\n", visible.Text(c.String("pcap")))
	}
}

// possible says whether there are the kernels that are asked for, and the format.
func possible(c *cli.Context) error {
	if c.String("net") == "kernel" {
		if err := flags.NeedKernels(); err != nil {
			return fmt.Errorf("%w; --net lab runs anywhere", err)
		}
	}
	return flags.Choice("format", c.String("format"), results.Formats...)
}

// kindOf is the kind of server that a measurement needs: a queue is a room.
func kindOf(server string) peer.Kind {
	if server == "queue" {
		return peer.Broadcast
	}
	return peer.Kind(server)
}

// viewFrom says how the report is shown.
func viewFrom(c *cli.Context) (report.View, error) {
	v := results.View(c)
	plan := bench.Plan{
		Server: c.String("server"), Slow: c.Int("slow"), Disconnect: c.Duration("disconnect"), Crash: bench.Crash(c.String("crash")),
	}
	if err := v.Validate(plan); err != nil {
		return v, usage.Wrong(err)
	}
	return v, nil
}

// describe adds to what was found where that was, and the samples that are kept of it.
func describe(found results.Report, kept keeper) {
	all, _ := results.Parts(found)
	for i, f := range all {
		f.Samples = kept.of(i)
		if !f.Plan.Virtual() {
			name, _ := os.Hostname() // one that is not known stays empty
			f.Machine = &bench.Machine{
				Name: name, System: runtime.GOOS + "/" + runtime.GOARCH, Processors: runtime.NumCPU(),
				Wirelab: version(), Go: runtime.Version(),
			}
		}
	}
}

// showProgress shows how far a run is, until stop is called: a line each --interval, if there is one, or a bar.
func showProgress(c *cli.Context, p *measure.Progress) (stop func()) {
	interval := c.Duration("interval")
	if interval == 0 || c.String("net") == "lab" && !c.Bool("real-time") { // virtual time has no time for lines
		return term.ShowProgress(c.App.ErrWriter, p.Now)
	}
	var before int64
	return term.ShowLines(c.App.ErrWriter, interval, func(since time.Duration) string {
		_, doing := p.Now()
		sent, came, bytes := p.Counts()
		line := fmt.Sprintf("%4.0f s  %s: ", since.Seconds(), doing)
		if interval < time.Second {
			line = fmt.Sprintf("%6.1f s  %s: ", since.Seconds(), doing)
		}
		rate := transfer.Speed(float64(8*(bytes-before)) / interval.Seconds())
		before = bytes
		switch {
		case c.IsSet("bulk"):
			return line + fmt.Sprintf("%s back so far, now %s", transfer.Size(int(bytes)), rate)
		case c.String("server") == "broadcast":
			return line + fmt.Sprintf("%d published so far, %d received", sent, came)
		case c.String("server") == "queue":
			return line + fmt.Sprintf("%d put in so far, %d done", sent, came)
		}
		return line + fmt.Sprintf("%d sent so far, %d back, %d lost or on their way", sent, came, sent-came)
	})
}
