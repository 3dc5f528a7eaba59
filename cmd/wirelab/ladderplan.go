package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/transport"
)

// Limits of a ladder: what can still be read, and what a conversation needs to go on at all.
const (
	maxLadderMessages = 100
	maxLadderSize     = 10_000
	minLadderRate     = 0.1
	maxLadderRate     = 1_000_000
)

// captureFrom makes the run that the options ask for.
func captureFrom(c *cli.Context) (run capture, err error) {
	if c.NArg() == 0 {
		return run, wrongf("say which transport: tcp, udp or ws")
	}
	if run.Transport, err = transport.Named(c.Args().First()); err != nil {
		return run, wrong(err)
	}
	messages, size, rate := c.Int("messages"), c.Int("size"), c.Float64("rate")
	switch {
	case c.NArg() > 1:
		return run, wrongf("%q is one argument too many", c.Args().Get(1))
	case messages < 1 || messages > maxLadderMessages:
		return run, wrongf("--messages %d: a ladder has 1 to %d messages", messages, maxLadderMessages)
	case c.IsSet("size") && (size < 1 || size > maxLadderSize):
		return run, wrongf("--size %d: a message of a ladder has 1 to %d bytes", size, maxLadderSize)
	case !(rate >= minLadderRate && rate <= maxLadderRate): // so that NaN fails too
		return run, wrongf("--rate %g: a rate is between %g and %d messages a second", rate, minLadderRate, maxLadderRate)
	}
	if run.link, err = profileFrom(c); err != nil {
		return run, err
	}
	run.seed, run.rate = c.Uint64("seed"), rate
	for i := range messages {
		run.messages = append(run.messages, messageText(i+1, size))
	}
	return run, nil
}

// messageText is a message that a ladder can quote: "message 1", repeated or cut to size bytes if size
// is not 0.
func messageText(number, size int) []byte {
	text := fmt.Sprintf("message %d", number)
	if size == 0 {
		return []byte(text)
	}
	return []byte(strings.Repeat(text+" ", size/len(text)+1)[:size])
}

// title says what the ladder shows.
func (c capture) title() string {
	rtt := float64(c.link.RTT()) / float64(time.Millisecond)
	return fmt.Sprintf("%s on %q: RTT %g ms, %s · seed %d", c.Title, c.link.Name, rtt, c.link.Describe(), c.seed)
}
