package ladder

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wirelab/internal/network/packet"
)

// Lines puts each of the records into one line, in the words of its row in a ladder, without its times:
// "PSH ACK  seq 1  ack 1  len 6  message 2 B "hi"  sent again".
func Lines(records []packet.Record, protocol packet.Protocol) []string {
	lines := make([]string, len(records))
	for i, g := range rungs(records, protocol) {
		words := append([]string{g.label, g.numbers}, g.says()...)
		lines[i] = strings.Join(words, "  ")
	}
	return lines
}

// clock writes a time in milliseconds.
func clock(t time.Duration) string {
	return fmt.Sprintf("%.3f", float64(t)/float64(time.Millisecond))
}

// inUnits writes a length of time to three digits, in the unit that suits it: 31.2 ms.
func inUnits(d time.Duration) string {
	number, unit := float64(d), "ns"
	for _, u := range []string{"µs", "ms", "s"} {
		if number < 1000 {
			break
		}
		number, unit = number/1000, u
	}
	decimals := 0
	for n := number; n < 100 && decimals < 2; n *= 10 {
		decimals++
	}
	text := strconv.FormatFloat(number, 'f', decimals, 64)
	if decimals > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + " " + unit
}

// inWords is the ladder for those who do not see it.
func inWords(all []rung, client, server string) string {
	var b strings.Builder
	if len(all) == 1 {
		fmt.Fprintf(&b, "1 packet between %s and %s.\n", client, server)
	} else {
		fmt.Fprintf(&b, "%d packets between %s and %s, in the order in which they left.\n", len(all), client, server)
	}
	for _, g := range all {
		b.WriteString(sentence(g, client, server) + "\n")
	}
	return b.String()
}

// sentence is one packet in words.
func sentence(g rung, client, server string) string {
	from, to := client, server
	if !g.Up {
		from, to = to, from
	}
	words := append([]string{g.label}, strings.Split(g.numbers, "  ")...)
	words = append(words, g.says()...)
	arrives := ""
	if g.Arrived() {
		arrives = " at " + clock(g.Arrives) + " ms"
	}
	return fmt.Sprintf("At %s ms, %s to %s%s: %s.", clock(g.Time), from, to, arrives, strings.Join(words, ", "))
}
