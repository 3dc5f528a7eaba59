package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wirelab/internal/term/table"

	"wirelab/internal/network/netx"
)

// planEnv holds a plan, in JSON, and tells this binary to carry it out and not to run tests.
const planEnv = "WIRELAB_SIEGE_PLAN"

// A plan is what the attackers need to know.
type plan struct {
	Addr    map[string]string // of the server, by transport
	Rooms   []string          // that the members are in
	Attacks []string
}

// assault starts the attackers, which end when end is called. It returns when they have begun.
func assault(s *server, class []*room, these []attack) (end func() (tallies, error), err error) {
	if len(these) == 0 {
		return func() (tallies, error) { return nil, nil }, nil
	}
	p := plan{Addr: s.addr}
	for _, r := range class {
		p.Rooms = append(p.Rooms, r.name)
	}
	for _, a := range these {
		p.Attacks = append(p.Attacks, a.name)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), planEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := startBehind(cmd, *long > 0); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(out, make([]byte, len(ready))); err != nil {
		return nil, errors.Join(err, cmd.Wait())
	}
	return func() (t tallies, err error) {
		late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
		defer late.Stop()
		in.Close()
		err = json.NewDecoder(out).Decode(&t)
		return t, errors.Join(err, cmd.Wait())
	}, nil
}

// ready is what the attackers print when they begin.
const ready = "ready\n"

// attackAll makes the attacks of a plan until in ends, prints what came of them, and returns the exit
// status.
func attackAll(text string, in io.Reader, out io.Writer) int {
	var p plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		fmt.Fprintln(os.Stderr, "plan:", err)
		return 1
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	results := tallies{}
	var all sync.WaitGroup
	number := 0
	for i, name := range p.Attacks {
		a, _ := named(name)
		results[name] = &tally{By: a.by, Told: map[string]int{}, Most: map[string]float64{}}
		for n := range a.by {
			number++
			attacker := &attacker{attack: a, plan: &p, kind: i, n: n, number: number, tally: results[name]}
			all.Go(func() { attacker.run(ctx) })
		}
	}
	io.WriteString(out, ready)
	all.Wait()
	if err := json.NewEncoder(out).Encode(results); err != nil {
		return 1
	}
	return 0
}

// An attacker makes one attack, over and over.
type attacker struct {
	attack
	plan   *plan
	kind   int // which attack it is
	n      int // which of those that make it, from 0
	number int // which of all, from 1
	rounds int
	beside sync.WaitGroup // what runs beside a round, as reading does; it ends with its connections
	*tally
}

// run makes round after round until ctx ends.
func (a *attacker) run(ctx context.Context) {
	tick := time.NewTicker(a.every)
	defer tick.Stop()
	for ctx.Err() == nil {
		round, over := context.WithTimeout(ctx, a.lasts)
		err := a.round(round, a)
		if err != nil && round.Err() == nil {
			a.told(reason(err))
		}
		over() // closes all connections of the round
		a.beside.Wait()
		a.rounds++
		a.count(func(t *tally) { t.Rounds++ })
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// room is where the attack is made: the first attacker of each kind is in a room of the class.
func (a *attacker) room() string {
	if a.n == 0 {
		return a.plan.Rooms[a.kind%len(a.plan.Rooms)]
	}
	return a.name
}

// victim is a member of that room.
func (a *attacker) victim() string { return fmt.Sprintf("tcp-%d", a.kind%len(a.plan.Rooms)) }

// label is the attacker's name.
func (a *attacker) label() string { return fmt.Sprintf("%s-%d", a.name, a.number) }

// from is the attacker's own address, where a program can choose one of 127.0.0.0/8; nil elsewhere.
func (a *attacker) from() net.IP {
	if runtime.GOOS != "linux" {
		return nil
	}
	return net.IPv4(127, 0, 1, byte(a.number))
}

// tallies are what came of each attack, by its name.
type tallies map[string]*tally

// A tally is what came of one attack.
type tally struct {
	By     int
	Rounds int
	Conns  int                // connections made, over UDP: sockets
	Told   map[string]int     // what the server said, and how often
	Most   map[string]float64 // figures, and the largest of each

	mu sync.Mutex
}

func (t *tally) count(f func(t *tally)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f(t)
}

// told counts something that the server has said, or that happened.
func (t *tally) told(what string) { t.count(func(t *tally) { t.Told[what]++ }) }

// most takes down a figure, if it is larger than those before.
func (t *tally) most(what string, n float64) {
	t.count(func(t *tally) { t.Most[what] = max(t.Most[what], n) })
}

// reason says what a network error is, without addresses, so that equal ones are counted together.
func reason(err error) string {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection ended"
	case netx.IsTimeout(err):
		return "silence"
	case strings.Contains(err.Error(), "reset"), strings.Contains(err.Error(), "broken pipe"):
		return "connection reset"
	case strings.Contains(err.Error(), "refused"):
		return "connection refused"
	case strings.Contains(err.Error(), "too many open files"):
		return "no descriptor left here"
	}
	return err.Error()
}

// table writes what the attackers were told.
func (t tallies) table(w io.Writer) {
	var rows [][]string
	for _, a := range attacks {
		r := t[a.name]
		if r == nil {
			continue
		}
		rows = append(rows, []string{a.name, strconv.Itoa(r.By), strconv.Itoa(r.Rounds), strconv.Itoa(r.Conns), r.what()})
	}
	table.Plain(w, []string{"attack", "by", "rounds", "conns", "what came of it"}, rows)
}

// what lists what was said most, and the figures.
func (t *tally) what() string {
	said := make([]string, 0, len(t.Told))
	for what := range t.Told {
		said = append(said, what)
	}
	slices.SortFunc(said, func(a, b string) int { return t.Told[b] - t.Told[a] })
	var list []string
	for _, what := range said[:min(len(said), 6)] {
		list = append(list, fmt.Sprintf("%d %s", t.Told[what], what))
	}
	for what, n := range t.Most {
		list = append(list, fmt.Sprintf("%s: %.3g", what, n))
	}
	return strings.Join(list, "; ")
}

// portOf is the port of host:port.
func portOf(addr string) int {
	_, port, _ := net.SplitHostPort(addr)
	n, _ := strconv.Atoi(port)
	return n
}
