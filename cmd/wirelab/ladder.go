package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/capture"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pcap"
	"wirelab/internal/file"
	"wirelab/internal/network/ladder"
	"wirelab/internal/network/pcapng"
	"wirelab/internal/term"
	"wirelab/internal/term/colour"
	"wirelab/internal/term/visible"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

func ladderCommand() *cli.Command {
	return &cli.Command{
		Name:      "ladder",
		Usage:     "draw the packets of a short conversation, one by one",
		UsageText: "wirelab ladder tcp|udp|ws|socketio [options]",
		Description: `Connects to an echo server in the lab, sends a few messages, and closes the
connection. Each packet is an arrow between two times, in milliseconds: when it
left and when it arrived. Beside it stand its sequence and acknowledgment
numbers (counted from 0), its length, and what it carries. The arrow of a lost
packet ends in a cross.

In text each packet is a row. Rows are in the order in which packets left; with
--order arrival, in which they arrived. In SVG time runs down at one scale, so
that equal delays have equal slopes. Long pauses are cut out, with a note of how
long they were.

--state says of each packet what its sender knew when it sent it: the congestion
window (cwnd), the slow start threshold (ssthresh), both in segments; how many
segments are in flight; the smoothed round trip (SRTT) and the timeout (RTO), in
milliseconds; and "recovery" or "loss" while losses, or a timeout, are repaired.

Socket.IO begins as HTTP, because HTTP gets through where WebSocket may not: a
GET opens a session, a POST brings what the client says, a GET waits for what
the server says. Beside them it tries a WebSocket out (GET, 101, "ping probe")
and goes over to it. #2 and #3 are its further TCP connections.

EXAMPLES:
   wirelab ladder tcp                            three messages, in a cafe
   wirelab ladder tcp --seed 7                   what was lost, and sent again
   wirelab ladder tcp --seed 7 --state           and how the sender saw it
   wirelab ladder udp --link ideal --messages 1
   wirelab ladder socketio --messages 1          does Socket.IO use HTTP, and why?
   wirelab ladder ws --delay 20ms --loss 10%     a link of your own
   wirelab ladder udp --link lossy --messages 10 --order arrival
   wirelab ladder tcp --format svg --output tcp.svg
   wirelab ladder tcp --pcap tcp.pcapng --pcap-at client    also for Wireshark

FOR WIRESHARK:
A file of --pcap has an interface for each host, "client" and "server". Each has
what a capture on that host would have: the packets that the host sent, with the
times when they left, and those that reached it, with the times when they
arrived. Wireshark's analysis of TCP does not tell interfaces apart: in a file
with both, it takes each arrival for a retransmission. To see response times and
retransmissions as one host does, write only its view: --pcap-at client, or
--pcap-at server.`,
		Flags: append([]cli.Flag{
			&cli.IntFlag{Name: "messages", Usage: "how many to send", Value: 3},
			&cli.Float64Flag{Name: "rate", Usage: "messages a second", Value: 50},
			&cli.IntFlag{Name: "size", Usage: "bytes a message", DefaultText: "as long as its text"},
			&cli.Uint64Flag{Name: "seed", Usage: "for all that the lab does at random", Value: 1},
			&cli.BoolFlag{Name: "state", Usage: "how each sender sees the network, with TCP"},
			&cli.StringFlag{Name: "order", Usage: "sort rows by departure or arrival", Value: "departure"},
			&cli.StringFlag{Name: "format", Usage: "text or svg", Value: "text"},
			&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
			&cli.StringFlag{Name: "pcap", Usage: "also write the packets to `FILE`, as pcapng"},
			pcap.AtFlag(),
		}, flags.Link()...),
		Action: runLadder,
	}
}

func runLadder(c *cli.Context) error {
	plan, err := captureFrom(c)
	if err != nil {
		return err
	}
	draw, err := drawFrom(c, plan)
	if err != nil {
		return err
	}
	at, err := pcap.At(c)
	if err != nil {
		return err
	}
	if name := c.String("pcap"); file.Same(name, c.String("output")) {
		return usage.Wrongf("--pcap %s: --output writes to that file already", name)
	}
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer output.Discard()
	packets, err := file.Create(c.String("pcap"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--pcap %w", err)
	}
	defer packets.Discard()

	got, err := plan.Run(c.Context)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(output, draw(got)); err != nil {
		return err
	}
	if err := pcapng.Write(packets, pcap.Epoch, got.Packets, at); err != nil {
		return err
	}
	if err := cmp.Or(output.Keep(), packets.Keep()); err != nil {
		return err
	}
	noteWritten(c.App.ErrWriter, c.String("output"), c.String("pcap"))
	if got.Failed != nil {
		fmt.Fprintf(c.App.ErrWriter, "The conversation was cut short: %v.\n", got.Failed)
	}
	capture.NoteLoss(c.Context, c.App.ErrWriter, plan, got)
	return nil
}

// drawFrom returns what draws packets as --format and --order say.
func drawFrom(c *cli.Context, plan capture.Plan) (draw func(capture.Result) string, err error) {
	format, order := c.String("format"), c.String("order")
	err = cmp.Or(flags.Choice("format", format, "text", "svg"), flags.Choice("order", order, "departure", "arrival"))
	if err == nil && format == "svg" && c.IsSet("order") {
		err = usage.Wrongf("--order %s: it is for text; a drawing shows both when packets left and when they arrived", order)
	}
	options := ladder.Options{
		Title: plan.Title(), Protocol: plan.Transport.Framing, Transport: plan.Transport.Name, ByArrival: order == "arrival",
	}
	if c.String("output") == "-" {
		options.Width, options.Pen = term.Columns(c.App.Writer), colour.PenFor(c.App.Writer)
	}
	return func(got capture.Result) string {
		options.Beside = got.Seen()
		if format == "svg" {
			return ladder.SVG(got.Packets, options)
		}
		return ladder.Text(got.Packets, options)
	}, err
}

// noteWritten names the files that now are there.
func noteWritten(w io.Writer, names ...string) {
	for _, name := range names {
		if name != "" && name != "-" {
			fmt.Fprintf(w, "Wrote %s.\n", visible.Text(name))
		}
	}
}

// Limits of a ladder: what can still be read, and what a conversation needs to go on at all.
const (
	maxLadderMessages = 100
	maxLadderSize     = 10_000
	minLadderRate     = 0.1
	maxLadderRate     = 1_000_000
)

// captureFrom makes the plan that the options ask for.
func captureFrom(c *cli.Context) (plan capture.Plan, err error) {
	if c.NArg() == 0 {
		return plan, usage.Wrongf("say which transport: tcp, udp, ws or socketio")
	}
	if plan.Transport, err = transport.Named(c.Args().First()); err != nil {
		return plan, usage.Wrong(err)
	}
	messages, size, rate := c.Int("messages"), c.Int("size"), c.Float64("rate")
	switch {
	case c.NArg() > 1:
		return plan, usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	case messages < 1 || messages > maxLadderMessages:
		return plan, usage.Wrongf("--messages %d: choose 1 to %d messages", messages, maxLadderMessages)
	case c.IsSet("size") && (size < 1 || size > maxLadderSize):
		return plan, usage.Wrongf("--size %d: choose 1 to %d bytes a message", size, maxLadderSize)
	case !(rate >= minLadderRate && rate <= maxLadderRate): // so that NaN fails too
		return plan, usage.Wrongf("--rate %g: a rate must be between %g and %d messages a second", rate, minLadderRate, maxLadderRate)
	}
	if plan.Link, err = flags.Profile(c); err != nil {
		return plan, err
	}
	if plan.Senders = c.Bool("state"); plan.Senders && !plan.Transport.Reliable {
		return plan, usage.Wrongf("--state is for transports over TCP: UDP keeps no state")
	}
	plan.Seed, plan.Rate = c.Uint64("seed"), rate
	for i := range messages {
		plan.Messages = append(plan.Messages, capture.Message(i+1, size))
	}
	return plan, nil
}
