package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/internal/term/table"
	"wirelab/internal/transport"
)

func layersCommand() *cli.Command {
	return &cli.Command{
		Name:      "layers",
		Usage:     "show one message, layer by layer, on each transport",
		UsageText: "wirelab layers [TEXT] [options]",
		Description: `Sends TEXT (without one: hi) to an echo server in the lab, and shows the packets
that carried it there: which bytes belong to which layer, in the OSI model and
in the TCP/IP model, and what each transport adds. Over WebSocket, text that is
valid UTF-8 goes as text, anything else as binary.

EXAMPLES:
   wirelab layers
   wirelab layers "how are you?"
   wirelab layers hi --transport udp,ws`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "transport", Usage: "which, of tcp, udp and ws", Value: "tcp,udp,ws"},
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
		return wrongf("%q is one argument too many: a text with blanks goes between quotes", c.Args().Get(1))
	}
	transports, err := transportsFrom(c, len(text))
	if err != nil {
		return err
	}
	ideal, err := link.Named("ideal")
	if err != nil {
		return err
	}
	var columns []overhead
	for _, t := range transports {
		run := capture{Transport: t, link: ideal, seed: 1, messages: [][]byte{[]byte(text)}, rate: 1}
		got, err := run.run(c.Context)
		if err == nil {
			err = got.failed
		}
		if err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		sent := packet.Sent{
			Name: layersName(t), Message: []byte(text), Protocol: t.Framing,
			Packets: packet.Carrying(got.packets, t.Framing),
		}
		picture, err := packet.Layers(sent, false)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(c.App.Writer, picture+"\n"); err != nil {
			return err
		}
		columns = append(columns, overheadOf(t.Title, sent))
	}
	return printOverheads(c.App.Writer, columns)
}

// transportsFrom reads --transport, and refuses a text that does not fit.
func transportsFrom(c *cli.Context, size int) (all []transport.Transport, err error) {
	for _, name := range fields(c.String("transport")) {
		t, err := transport.Named(name)
		switch {
		case err != nil:
			return nil, wrongf("--transport: %w", err)
		case slices.ContainsFunc(all, func(o transport.Transport) bool { return o.Name == name }):
			return nil, wrongf("--transport: %s is there twice", name)
		case size > t.MaxMessage:
			return nil, wrongf("a text of %d bytes: a message over %s has at most %d", size, t.Title, t.MaxMessage)
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

// An overhead is what the packets that carry one message consist of, in bytes.
type overhead struct {
	title                                    string
	payload, framing, transport, ip, overall int
}

func overheadOf(title string, s packet.Sent) overhead {
	o := overhead{title: title, payload: len(s.Message)}
	for _, r := range s.Packets {
		p, err := packet.Decode(r.Data)
		if err != nil {
			continue // Layers has said so
		}
		o.ip += p.IPv4.HeaderLength()
		o.transport += p.Headers() - p.IPv4.HeaderLength()
		o.overall += len(p.Data)
	}
	o.framing = o.overall - o.ip - o.transport - o.payload // these packets carry nothing else
	return o
}

// printOverheads lays the transports side by side.
func printOverheads(w io.Writer, all []overhead) error {
	header := []string{"bytes"}
	rows := [][]string{{"payload"}, {"framing"}, {"transport header"}, {"IP header"}, {"total"}, {"share of payload"}}
	for _, o := range all {
		header = append(header, o.title)
		for i, n := range []int{o.payload, o.framing, o.transport, o.ip, o.overall} {
			rows[i] = append(rows[i], fmt.Sprint(n))
		}
		rows[5] = append(rows[5], fmt.Sprintf("%.1f %%", 100*float64(o.payload)/float64(o.overall)))
	}
	if err := table.Plain(w, header, rows); err != nil {
		return err
	}
	_, err := io.WriteString(w, `
Not counted: opening and closing a connection, and acknowledgements. To see
those: wirelab ladder tcp --link ideal --messages 1
`)
	return err
}
