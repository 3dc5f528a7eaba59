// Command release does what .ci/dist cannot do with standard tools in the same way on each system: it
// packs directories so that the same files make the same archive, whenever and wherever that is done.
//
//	release pack ARCHIVE EPOCH DIR    packs DIR as ARCHIVE, a .tar.gz or a .zip, every file of that time
//	release sums FILES                prints their SHA-256 checksums, as sha256sum does
//	release notices PACKAGE SYSTEMS   prints the licences of all that PACKAGE is built from
package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	switch {
	case len(args) == 4 && args[0] == "pack":
		epoch, err := strconv.ParseInt(args[2], 10, 64)
		if err != nil {
			return err
		}
		return packFile(args[1], args[3], time.Unix(epoch, 0).UTC())
	case len(args) > 1 && args[0] == "sums":
		return sums(stdout, args[1:])
	case len(args) > 2 && args[0] == "notices":
		return notices(stdout, args[1], args[2:])
	}
	return errors.New("it is used as: pack ARCHIVE EPOCH DIR, sums FILES, or notices PACKAGE SYSTEMS")
}

// sums prints a line for each file: its checksum and its name, without the directory.
func sums(w io.Writer, files []string) error {
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%x  %s\n", sha256.Sum256(data), filepath.Base(name)); err != nil {
			return err
		}
	}
	return nil
}
