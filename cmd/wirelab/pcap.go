package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"wirelab/bench"
	"wirelab/internal/packet"
)

// labEpoch is the date in the lab: virtual time begins here.
var labEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// writePcap writes packets as a file for Wireshark.
func writePcap(w io.Writer, records []packet.Record) error {
	p, err := packet.NewPcapWriter(w, labEpoch)
	for _, r := range records {
		if err == nil {
			err = p.Write(r)
		}
	}
	return err
}

// A pcapDir is a directory that gets one file for each trial.
type pcapDir string

// prepare makes the directory, so that a run does not end with nowhere to write to.
func (d pcapDir) prepare() error {
	if err := os.MkdirAll(string(d), 0o777); err != nil {
		return wrongf("--pcap %s: %w", d, cause(err))
	}
	return nil
}

// write writes the packets of one trial, to tcp-1.pcapng for the first on TCP.
func (d pcapDir) write(s *bench.Samples) error {
	name := filepath.Join(string(d), fmt.Sprintf("%s-%d.pcapng", s.Transport, s.Trial+1))
	f, err := create(name, nil)
	if err != nil {
		return fmt.Errorf("--pcap %w", err)
	}
	defer f.discard()
	if err := writePcap(f, s.Packets); err != nil {
		return fmt.Errorf("--pcap %s: %w", name, err)
	}
	return f.keep()
}
