package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/packet"
)

// labEpoch is the date in the lab: virtual time begins here.
var labEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// pcapAtFlag says from whose vantage point packets are written for Wireshark.
func pcapAtFlag() cli.Flag {
	return &cli.StringFlag{Name: "pcap-at", Usage: "at which end: client, server, both", Value: "both"}
}

// pcapAt reads --pcap-at.
func pcapAt(c *cli.Context) (packet.Vantage, error) {
	views := map[string]packet.Vantage{"both": packet.AtBoth, "client": packet.AtClient, "server": packet.AtServer}
	at := c.String("pcap-at")
	if c.IsSet("pcap-at") && !c.IsSet("pcap") {
		return 0, wrongf("--pcap-at %s: it says what --pcap writes; add --pcap", at)
	}
	return views[at], choice("pcap-at", at, "both", "client", "server")
}

// A pcapDir is a directory that gets one file for each trial.
type pcapDir struct {
	name string
	at   packet.Vantage
}

// prepare makes the directory, so that a run does not end with nowhere to write to.
func (d pcapDir) prepare() error {
	if err := os.MkdirAll(d.name, 0o777); err != nil {
		return wrongf("--pcap %s: %w", d.name, cause(err))
	}
	return nil
}

// write writes the packets of one trial, to tcp-1.pcapng for the first on TCP.
func (d pcapDir) write(s *bench.Samples) error {
	name := filepath.Join(d.name, fmt.Sprintf("%s-%d.pcapng", s.Transport, s.Trial+1))
	f, err := create(name, nil)
	if err != nil {
		return fmt.Errorf("--pcap %w", err)
	}
	defer f.discard()
	if err := packet.WritePcap(f, labEpoch, s.Packets, d.at); err != nil {
		return fmt.Errorf("--pcap %s: %w", name, err)
	}
	return f.keep()
}
