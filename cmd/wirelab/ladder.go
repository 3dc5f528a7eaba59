package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"wirelab/internal/file"
	"wirelab/internal/network/packet"
	"wirelab/internal/term"
)

func ladderCommand() *cli.Command {
	return &cli.Command{
		Name:      "ladder",
		Usage:     "draw the packets of a short conversation, one by one",
		UsageText: "wirelab ladder tcp|udp|ws [options]",
		Description: `Connects to an echo server in the lab, sends a few messages, and closes the
connection. Each packet is an arrow between the times, in milliseconds, at which
it left and arrived; then come sequence and acknowledgment number (counted from
0), length, and what it carries. What the link lost ends in a cross.

EXAMPLES:
   wirelab ladder tcp                            three messages, in a cafe
   wirelab ladder tcp --seed 7                   what was lost, and sent again
   wirelab ladder udp --link ideal --messages 1
   wirelab ladder ws --delay 20ms --loss 10%     a link of your own
   wirelab ladder tcp --format svg --output tcp.svg
   wirelab ladder tcp --pcap tcp.pcapng --pcap-at client    also for Wireshark

FOR WIRESHARK:
A file of --pcap has an interface for each host, "client" and "server", and on
each what a capture on that host would have: the packets that it sent, when they
left, and those that reached it, when they arrived. Wireshark's analysis of TCP
does not tell interfaces apart: in a file of both it takes each arrival for a
retransmission. For response times and retransmissions as a host sees them,
write its view alone: --pcap-at client, or server.`,
		Flags: append([]cli.Flag{
			&cli.IntFlag{Name: "messages", Usage: "how many to send", Value: 3},
			&cli.Float64Flag{Name: "rate", Usage: "messages a second, whatever comes back", Value: 50},
			&cli.IntFlag{Name: "size", Usage: "bytes a message", DefaultText: "as long as its text"},
			&cli.Uint64Flag{Name: "seed", Usage: "for what the lab draws at random", Value: 1},
			&cli.StringFlag{Name: "format", Usage: "text or svg", Value: "text"},
			&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
			&cli.StringFlag{Name: "pcap", Usage: "also write the packets to `FILE`, as pcapng"},
			pcapAtFlag(),
		}, linkFlags()...),
		Action: runLadder,
	}
}

func runLadder(c *cli.Context) error {
	run, err := captureFrom(c)
	if err != nil {
		return err
	}
	if err := choice("format", c.String("format"), "text", "svg"); err != nil {
		return err
	}
	at, err := pcapAt(c)
	if err != nil {
		return err
	}
	if name := c.String("pcap"); file.Same(name, c.String("output")) {
		return wrongf("--pcap %s: --output goes there already", name)
	}
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return wrongf("--output %w", err)
	}
	defer output.Discard()
	pcap, err := file.Create(c.String("pcap"), c.App.Writer)
	if err != nil {
		return wrongf("--pcap %w", err)
	}
	defer pcap.Discard()

	got, err := run.run(c.Context)
	if err != nil {
		return err
	}
	draw := packet.Ladder
	if c.String("format") == "svg" {
		draw = packet.LadderSVG
	}
	options := packet.LadderOptions{Title: run.title(), Protocol: run.Framing}
	if c.String("output") == "-" {
		options.Width = term.Width(c.App.Writer)
	}
	picture := draw(got.packets, options)
	if _, err := io.WriteString(output, picture); err != nil {
		return err
	}
	if err := packet.WritePcap(pcap, labEpoch, got.packets, at); err != nil {
		return err
	}
	if err := cmp.Or(output.Keep(), pcap.Keep()); err != nil {
		return err
	}
	if got.failed != nil {
		fmt.Fprintf(c.App.ErrWriter, "The conversation was cut short: %v.\n", got.failed)
	}
	noteLoss(c.Context, c.App.ErrWriter, run, got)
	return nil
}
