package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/file"
	"wirelab/internal/network/packet"
	"wirelab/internal/term/words"
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

// prepare makes the directory, so that a run does not end with nowhere to write to. The directory itself may
// be a link: the user has named it.
func (d pcapDir) prepare() error {
	err := os.MkdirAll(d.name, 0o777)
	if err != nil {
		return wrongf("--pcap %s: %w", d.name, words.Cause(err))
	}
	entries, err := os.ReadDir(d.name)
	if err != nil {
		return wrongf("--pcap %s: %w", d.name, words.Cause(err))
	}
	for _, e := range entries {
		if former, _ := filepath.Match("*-*.pcapng", e.Name()); former {
			if err := replaceable(filepath.Join(d.name, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// replaceable says whether a trial's packets may take that name: what stands there must be a file. A link
// could lead out of the directory that the user has named.
func replaceable(name string) error {
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return wrongf("--pcap %s: that is no file but a link or the like: remove it, or choose another directory", name)
	}
	return nil
}

// write writes the packets of one trial, to tcp-1.pcapng for the first on TCP.
func (d pcapDir) write(s *bench.Samples) error {
	name := filepath.Join(d.name, fmt.Sprintf("%s-%d.pcapng", s.Transport, s.Trial+1))
	if err := replaceable(name); err != nil {
		return err
	}
	f, err := file.Replace(name) // which does not follow a link that is made just now
	if err != nil {
		return fmt.Errorf("--pcap %s: %w", name, words.Cause(err))
	}
	defer f.Discard()
	if err := packet.WritePcap(f, labEpoch, s.Packets, d.at); err != nil {
		return fmt.Errorf("--pcap %s: %w", name, err)
	}
	return f.Keep()
}
