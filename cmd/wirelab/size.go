package main

import (
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/transport"
)

// sizeOf reads a size in bytes: 100B, 64KiB, 16MiB, or with powers of ten 64kB and 16MB.
func sizeOf(v string) (int64, error) {
	lower := strings.ToLower(v)
	if tooFew(lower, 1000) && !strings.HasPrefix(v, "-") {
		return 0, &unitError{"a size needs a unit: " + v + "B, " + v + "KiB or " + v + "MiB"}
	}
	number, binary := strings.CutSuffix(lower, "ib")
	if number, decimal := strings.CutSuffix(lower, "b"); decimal && !binary {
		return scaled(number, 1000)
	}
	if binary && isNumber(number) {
		return 0, strconv.ErrSyntax
	}
	return scaled(number, 1024) // as it is without the B, too
}

// largestMessage bounds --max-message: a server holds a message until all of it has come.
const largestMessage = 64 << 20

// echoOptions reads what is said of WebSocket's messages.
func echoOptions(c *cli.Context) (o transport.Options, err error) {
	for _, flag := range []string{"max-message", "compress"} {
		if c.IsSet(flag) && c.String("ws") == "off" {
			return o, wrongf("--%s is for WebSocket, which is off", flag)
		}
	}
	v := c.String("max-message")
	n, err := sizeOf(v)
	unit, isUnit := err.(*unitError)
	switch {
	case isUnit:
		return o, wrongf("--max-message %s: %w", v, unit)
	case err != nil:
		return o, wrongf("--max-message %s: a size is written like 16MiB", v)
	case n < 1 || n > largestMessage:
		return o, wrongf("--max-message %s: the largest message is from 1B to %dMiB", v, largestMessage>>20)
	}
	o.MaxMessage, o.Compression = int(n), c.Bool("compress")
	return o, nil
}

// inMiB is a size as sizeOf reads it.
func inMiB(n int) string { return strconv.Itoa(n>>20) + "MiB" }
