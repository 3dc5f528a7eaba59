package main

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/demo"
	"wirelab/internal/demo/stage"
	"wirelab/internal/file"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "run a small demonstration from the lessons",
		UsageText: "wirelab demo [NAME] [options]",
		Description: `Without a name it lists all demonstrations. The network is the lab, inside the
program, with 10 ms each way; or the machine's own (--net host). Some of them
also draw what happens in the lab (--format svg): rooms and retry.

EXAMPLES:
   wirelab demo
   wirelab demo sockets
   wirelab demo stream --net host
   wirelab demo stream --buffer 100
   wirelab demo rooms --format svg --output rooms.svg`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "net", Usage: "the network: lab or host", Value: "lab"},
			&cli.StringFlag{Name: "format", Usage: "text or svg", Value: "text"},
			&cli.StringFlag{Name: "output", Usage: "--format svg: write to `FILE`, not to the terminal", Value: "-"},
		}, settingFlags()...),
		Action: runDemo,
	}
}

func runDemo(c *cli.Context) error {
	if c.NArg() == 0 {
		return listDemos(c.App.Writer)
	}
	demos := demo.All()
	i := slices.IndexFunc(demos, func(d demo.Demo) bool { return d.Name == c.Args().First() })
	if i < 0 {
		var known []string
		for _, d := range demos {
			known = append(known, d.Name)
		}
		name := c.Args().First()
		return usage.Wrongf("there is no demo %q: %s", name, usage.DidYouMean(name, known, "wirelab demo lists them"))
	}
	if c.NArg() > 1 {
		return usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	}
	network := c.String("net")
	if err := flags.Choice("net", network, "lab", "host"); err != nil {
		return err
	}
	chosen, err := chosenSettings(c, demos[i])
	if err != nil {
		return err
	}
	if err := flags.Choice("format", c.String("format"), "text", "svg"); err != nil {
		return err
	}
	if c.String("format") == "svg" || c.String("output") != "-" {
		return drawDemo(c, demos[i])
	}
	run := demos[i].RunInLab
	if network == "host" {
		run = demos[i].RunOnHost
	}
	out := &fitted{w: c.App.Writer, columns: term.KnownColumns(c.App.Writer)}
	ended := make(chan error, 1)
	go func() { ended <- run(c.Context, chosen, out) }()
	select {
	case err = <-ended:
	case <-c.Context.Done():
		select {
		case err = <-ended:
		case <-time.After(cutShortWithin): // on the host it may sleep yet, and has nothing to put away
			return errCutShort
		}
	}
	switch {
	case errors.Is(err, demo.ErrLabOnly):
		return usage.Wrong(err)
	case err != nil && c.Context.Err() != nil: // it ended because Ctrl-C closed what it stands on, and not for what err says
		return errCutShort
	}
	return cmp.Or(err, out.end())
}

var errCutShort = errors.New("cut short")

// cutShortWithin is how long a demonstration that Ctrl-C ends has for it.
const cutShortWithin = time.Second / 2

// fitted has what is written to it fit a terminal of so many columns; 0: it stays as it is. Call end in the end.
type fitted struct {
	w       io.Writer
	columns int
	line    []byte // that has begun
}

func (f *fitted) Write(b []byte) (int, error) {
	if f.columns == 0 {
		return f.w.Write(b)
	}
	f.line = append(f.line, b...)
	n := bytes.LastIndexByte(f.line, '\n') + 1
	whole := string(f.line[:n])
	f.line = f.line[n:]
	return len(b), f.set(whole)
}

// Columns implements term.Sized.
func (f *fitted) Columns() int { return f.columns }

func (f *fitted) end() error { return f.set(string(f.line)) }

// set writes lines, of which the last one may have no newline. Sentences are set anew, and other lines broken.
func (f *fitted) set(text string) error {
	var all, prose []string
	wide := false
	end := func() {
		if wide {
			prose = table.Wrap(strings.Fields(strings.Join(prose, " ")), f.columns-1)
		}
		for _, line := range prose {
			all = append(all, term.Hang(line, f.columns)) // a word may be a message
		}
		prose, wide = nil, false
	}
	for _, line := range strings.Split(text, "\n") {
		if !isProse(line) {
			end()
			all = append(all, strings.ReplaceAll(term.Hang(line, f.columns), " \n", "\n"))
			continue
		}
		prose = append(prose, line)
		wide = wide || visible.Width(line) >= f.columns
	}
	end()
	_, err := io.WriteString(f.w, strings.Join(all, "\n"))
	return err
}

// isProse tells sentences from tables, messages and lists.
func isProse(line string) bool {
	return line != "" && unicode.IsLetter(rune(line[0])) && !strings.Contains(line, "  ")
}

// settingFlags are the demonstrations' settings, each name once.
func settingFlags() (all []cli.Flag) {
	kinds, usages := map[string]stage.SettingKind{}, map[string][]string{}
	for _, d := range demo.All() {
		for _, s := range d.Settings {
			kinds[s.Name] = s.Kind
			usages[s.Name] = append(usages[s.Name], d.Name+": "+s.Usage)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(usages)) {
		text := strings.Join(usages[name], "\n\t")
		if kinds[name] == stage.Choice {
			all = append(all, &cli.BoolFlag{Name: name, Usage: text, DisableDefaultText: true})
			continue
		}
		all = append(all, &cli.StringFlag{Name: name, Usage: text})
	}
	return all
}

// chosenSettings are those on the command line. One that the demonstration does not have is an error.
func chosenSettings(c *cli.Context, d demo.Demo) (chosen stage.Settings, err error) {
	chosen = stage.Settings{Numbers: map[string]int{}, Times: map[string]time.Duration{}, Choices: map[string]bool{}}
	known := map[string]bool{"net": true, "format": true, "output": true}
	for _, s := range d.Settings {
		known[s.Name] = true
		if !c.IsSet(s.Name) {
			continue
		}
		switch s.Kind {
		case stage.Number:
			n, err := strconv.Atoi(c.String(s.Name))
			if err != nil || n < 1 || n > s.Most {
				return chosen, usage.Wrongf("--%s %s: it must be a number from 1 to %d", s.Name, c.String(s.Name), s.Most)
			}
			chosen.Numbers[s.Name] = n
		case stage.Time:
			t, err := time.ParseDuration(c.String(s.Name))
			if err != nil || t < 0 || t > stage.MaxTime {
				return chosen, usage.Wrongf("--%s %s: it must be a time from 0s to %v, such as 10ms", s.Name, c.String(s.Name), stage.MaxTime)
			}
			chosen.Times[s.Name] = t
		case stage.Choice:
			chosen.Choices[s.Name] = c.Bool(s.Name)
		}
	}
	for _, name := range c.LocalFlagNames() {
		if !known[name] {
			return chosen, usage.Wrongf("--%s: demo %s has no such setting; --help lists them", name, d.Name)
		}
	}
	return chosen, nil
}

// drawDemo draws a demonstration's picture.
func drawDemo(c *cli.Context, d demo.Demo) error {
	switch {
	case c.String("format") != "svg":
		return usage.Wrongf("--output: it is about --format svg; add that")
	case c.String("net") != "lab":
		return usage.Wrongf("--format svg: pictures are drawn of the lab; leave out --net %s", c.String("net"))
	case !d.Drawn():
		return usage.Wrongf("--format svg: %s has no picture", d.Name)
	}
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer output.Discard()
	svg, err := d.Draw(c.Context)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(output, svg); err != nil {
		return err
	}
	if err := output.Keep(); err != nil {
		return err
	}
	noteWritten(c.App.ErrWriter, c.String("output"))
	return nil
}

func listDemos(w io.Writer) error {
	var rows [][]string
	for _, d := range demo.All() {
		rows = append(rows, []string{d.Name, d.Question})
	}
	return table.Fit(w, term.Columns(w), []string{"demo", "what it asks"}, rows)
}
