package siege

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wirelab/internal/term/table"
)

var long = flag.Duration("siege", 0, "how long each run is, with a bound on response times; 0: 3 s, without")

// slower is how many times as long response times may be as without the attackers.
const slower = 1.2

func TestMain(m *testing.M) {
	if text := os.Getenv(planEnv); text != "" {
		os.Exit(attackAll(text, os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// TestSiege has a class talk, first by itself and then among attackers. "all" is all attacks at once.
// Others are made alone if -run asks for them: -run Siege/flood-tcp.
func TestSiege(t *testing.T) {
	if n := attackers(attacks); n != 50 {
		t.Fatalf("there are %d attackers, want 50", n)
	}
	length := *long
	if length == 0 {
		length = 3 * time.Second
	}
	program := build(t)
	quiet := run(t, program, nil, length)
	quiet.print(t, "Without attackers:")
	if faults := quiet.faults(); len(faults) > 0 {
		t.Fatalf("without attackers:\n%s", strings.Join(faults, "\n"))
	}
	var alone [][]string
	t.Run("all", func(t *testing.T) { besiege(t, program, attacks, length, quiet) })
	if !strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return
	}
	for _, a := range attacks {
		t.Run(a.name, func(t *testing.T) {
			o := besiege(t, program, []attack{a}, length, quiet)
			alone = append(alone, append([]string{a.name}, o.brief(quiet)...))
		})
	}
	if len(alone) > 1 {
		var b strings.Builder
		table.Plain(&b, append([]string{"attack alone"}, briefly...), alone)
		t.Log("\n" + b.String())
	}
}

// besiege has the class talk among attackers, and says what did not hold.
func besiege(t *testing.T, program string, attacks []attack, length time.Duration, quiet *outcome) *outcome {
	o := run(t, program, attacks, length)
	o.print(t, "With "+many(attackers(attacks), "attacker")+":")
	faults := o.faults()
	ratio, judged := o.ratio(quiet), "not judged without -siege"
	if *long > 0 {
		judged = fmt.Sprintf("is to be at most %g", slower)
		if ratio > slower {
			faults = append(faults, fmt.Sprintf("p99 is %.2f times that without attackers, and is to be at most %g", ratio, slower))
		}
	}
	t.Logf("p99 with attackers: %.2f times that without (%s)", ratio, judged)
	if len(faults) > 0 {
		t.Errorf("%s did not hold:\n%s", many(len(faults), "thing"), strings.Join(faults, "\n"))
	}
	return o
}

// run starts a server, lets the class talk, and the attackers do what they do, and stops all of it.
func run(t *testing.T, program string, attacks []attack, length time.Duration) *outcome {
	t.Helper()
	s := start(t, program)
	defer s.stop()
	entering, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	class, err := gather(entering, s)
	if err != nil {
		t.Fatal(err)
	}
	onTheWay := queueDrops()
	o := &outcome{newcomers: &newcomers{came: map[string]int{}, out: map[string][]string{}}}
	var listening, busy sync.WaitGroup
	for _, r := range class {
		r.begin(&listening)
	}
	end, err := assault(s, class, attacks)
	if err != nil {
		t.Fatal(err)
	}
	coming, enough := context.WithTimeout(t.Context(), length)
	busy.Go(func() { o.newcomers.run(coming, s) })
	for _, r := range class {
		busy.Go(func() { r.talk(length) })
	}
	busy.Wait()
	enough()

	var failed error
	o.attacks, failed = end()
	o.fallen = s.fallen()
	if !o.fallen {
		o.memory, o.noMemory = peakMemory(s.cmd.Process.Pid)
	}
	o.countDrops(s, class, onTheWay)
	var leaving sync.WaitGroup
	for _, r := range class {
		for _, m := range r.members {
			leaving.Go(m.leave)
		}
		o.late = max(o.late, percentile99(r.late))
	}
	leaving.Wait()
	listening.Wait()
	o.words, o.busy = s.stop()
	o.rows = summarise(class)
	if failed != nil {
		t.Fatal(failed)
	}
	return o
}

// countDrops counts the datagrams that were lost, and where.
func (o *outcome) countDrops(s *server, class []*room, before int) {
	at := drops()
	o.underway = queueDrops() - before
	o.atServer = at[portOf(s.addr["udp"])]
	for _, r := range class {
		for _, m := range r.members {
			if m.over == "udp" {
				o.inSockets += at[m.port]
			}
		}
	}
}

func percentile99(d []time.Duration) time.Duration {
	if len(d) == 0 {
		return 0
	}
	d = slices.Sorted(slices.Values(d))
	return d[len(d)*99/100]
}
