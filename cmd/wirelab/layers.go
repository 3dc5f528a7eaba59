package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/capture"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/network/layers"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/term"
	"wirelab/internal/term/colour"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

func layersCommand() *cli.Command {
	return &cli.Command{
		Name:      "layers",
		Usage:     "show one message, layer by layer, on each transport",
		UsageText: "wirelab layers [TEXT] [options]",
		Description: `Sends TEXT (default: hi) to an echo server in the lab, and shows the packets
that carried it: which bytes belong to which layer, in the OSI model and in the
TCP/IP model, and what each transport adds. Over WebSocket, valid UTF-8 is sent
as a text message, anything else as a binary one.

EXAMPLES:
   wirelab layers
   wirelab layers "how are you?"
   wirelab layers hi --transport udp,ws
   wirelab layers hi --transport ws,socketio`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "transport", Usage: "which of tcp, udp, ws, socketio; or all", Value: "tcp,udp,ws"},
		},
		Action: runLayers,
	}
}

func runLayers(c *cli.Context) error {
	text := "hi"
	if c.NArg() > 0 {
		text = c.Args().First()
	}
	if c.NArg() > 1 {
		return usage.Wrongf("%q is one argument too many: put a text with spaces between quotes", c.Args().Get(1))
	}
	transports, err := transportsFrom(c, len(text))
	if err != nil {
		return err
	}
	ideal, err := link.Named("ideal")
	if err != nil {
		return err
	}
	pen := colour.PenFor(c.App.Writer)
	var columns []capture.Overhead
	for _, t := range transports {
		plan := capture.Plan{Transport: t, Link: ideal, Seed: 1, Messages: [][]byte{[]byte(text)}, Rate: 1}
		got, err := plan.Run(c.Context)
		if err == nil {
			err = got.Failed
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		sent := layers.Sent{
			Name: layersName(t), Colour: colour.Of(t.Name), Message: []byte(text), Protocol: t.Framing,
			Packets: packet.Carrying(got.Packets, t.Framing),
		}
		picture, err := layers.Draw(sent, term.Columns(c.App.Writer), pen, false)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(c.App.Writer, picture+"\n"); err != nil {
			return err
		}
		columns = append(columns, capture.OverheadOf(pen.Paint(colour.Of(t.Name), t.Title), sent))
	}
	return capture.PrintOverheads(c.App.Writer, columns)
}

// transportsFrom reads --transport, and refuses a text that does not fit.
func transportsFrom(c *cli.Context, size int) (all []transport.Transport, err error) {
	for _, name := range flags.Transports(c.String("transport")) {
		t, err := transport.Named(name)
		switch {
		case err != nil:
			return nil, usage.Wrongf("--transport: %w", err)
		case slices.ContainsFunc(all, func(o transport.Transport) bool { return o.Name == name }):
			return nil, usage.Wrongf("--transport: %s is named twice", name)
		case size > t.MaxMessage:
			return nil, usage.Wrongf("a text of %d bytes: a message over %s can have at most %d", size, t.Title, t.MaxMessage)
		}
		all = append(all, t)
	}
	return all, nil
}

// layersName is the transport with its framing, if it has one.
func layersName(t transport.Transport) string {
	if t.Stream {
		return t.Title + ", length prefix"
	}
	return t.Title
}
