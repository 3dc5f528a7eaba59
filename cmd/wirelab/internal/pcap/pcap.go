// Package pcap writes packets for Wireshark, as the options --pcap and --pcap-at say.
package pcap

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/file"
	"wirelab/internal/network/pcapng"
	"wirelab/internal/term/words"
	"wirelab/internal/usage"
)

// Epoch is the date in the lab: virtual time begins here.
var Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// AtFlag says from whose vantage point packets are written for Wireshark.
func AtFlag() cli.Flag {
	return &cli.StringFlag{Name: "pcap-at", Usage: "capture at the client, server or both", Value: "both"}
}

// At reads --pcap-at.
func At(c *cli.Context) (pcapng.Vantage, error) {
	views := map[string]pcapng.Vantage{"both": pcapng.AtBoth, "client": pcapng.AtClient, "server": pcapng.AtServer}
	at := c.String("pcap-at")
	if c.IsSet("pcap-at") && !c.IsSet("pcap") {
		return 0, usage.Wrongf("--pcap-at %s: this needs --pcap", at)
	}
	return views[at], flags.Choice("pcap-at", at, "both", "client", "server")
}

// A Dir is a directory that gets one file for each trial.
type Dir struct {
	Name string
	At   pcapng.Vantage
}

// Prepare makes the directory, so that a run does not end with nowhere to write to. The directory itself may
// be a link: the user has named it.
func (d Dir) Prepare() error {
	err := os.MkdirAll(d.Name, 0o777)
	if err != nil {
		return usage.Wrongf("--pcap %s: %w", d.Name, words.Cause(err))
	}
	entries, err := os.ReadDir(d.Name)
	if err != nil {
		return usage.Wrongf("--pcap %s: %w", d.Name, words.Cause(err))
	}
	for _, e := range entries {
		if former, _ := filepath.Match("*-*.pcapng", e.Name()); former {
			if err := replaceable(filepath.Join(d.Name, e.Name())); err != nil {
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
		return usage.Wrongf("--pcap %s: that is a link or something else that is not a file: remove it, or choose another directory", name)
	}
	return nil
}

// Write writes the packets of one trial, to tcp-1.pcapng for the first on TCP.
func (d Dir) Write(s *bench.Samples) error {
	name := filepath.Join(d.Name, fmt.Sprintf("%s-%d.pcapng", s.Transport, s.Trial+1))
	if err := replaceable(name); err != nil {
		return err
	}
	f, err := file.Replace(name) // which does not follow a link that is made just now
	if err != nil {
		return fmt.Errorf("--pcap %s: %w", name, words.Cause(err))
	}
	defer f.Discard()
	if err := pcapng.Write(f, Epoch, s.Packets, d.At); err != nil {
		return fmt.Errorf("--pcap %s: %w", name, err)
	}
	return f.Keep()
}
