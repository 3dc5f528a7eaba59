package engine

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench/measure"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/plans"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/usage"
)

// elsewhere are options of wirelab bench that say where and in which form its report goes: a page gets it as messages.
var elsewhere = []string{
	"format", "output", "samples", "keep", "pcap", "pcap-at", "plot", "ascii", "open", "picture", "force", "fail-if", "interval",
}

// bench measures.
func (e *Engine) bench(ctx context.Context, r Request, send func(Message)) (Message, error) {
	c, err := plans.Parse(r.Args)
	if err != nil {
		return Message{}, err
	}
	work, view, err := e.workFrom(c, r.Columns)
	if err != nil {
		return Message{}, err
	}
	var kept plot.Gatherer
	w := measure.Watcher{Progress: &measure.Progress{}, Program: e.Program}
	if work.Sweep == nil {
		w.Trial = kept.Trial
	}
	stop := tell(w.Progress, send)
	found, err := work.Run(ctx, w)
	stop()
	switch {
	case err != nil:
		return Message{}, err
	case found.Err() != nil:
		return Message{}, found.Err()
	}
	var json, text bytes.Buffer
	if err := cmp.Or(results.Write(&json, "json", view, found), results.Write(&text, "table", view, found)); err != nil {
		return Message{}, err
	}
	of := results.Pictured(found, e.Version)
	of.Data = kept.Data
	return Message{Report: json.Bytes(), Text: text.String(), Pictures: drawn(of.Pictures(), r.Width)}, nil
}

// workFrom reads the options, and how the table is shown.
func (e *Engine) workFrom(c *cli.Context, columns int) (work plans.Work, view report.View, err error) {
	for _, name := range elsewhere {
		if c.IsSet(name) {
			return work, view, usage.Wrongf("--%s: this is for the command line, not for an experiment on a page", name)
		}
	}
	if net := c.String("net"); !slices.Contains(e.Networks, net) {
		return work, view, usage.Wrongf("--net %s: a page has %s; for others start wirelab ui", net, strings.Join(e.Networks, ", "))
	}
	if work, err = plans.From(c); err != nil {
		return work, view, err
	}
	if c.String("net") == "kernel" {
		if err := flags.NeedKernels(); err != nil {
			return work, view, err
		}
	}
	view = report.View{Full: c.Bool("full"), Rows: flags.List(c.String("rows")), Columns: cmp.Or(columns, 80)}
	return work, view, view.Validate(work.Plans[0])
}

// every is how often a page is told how far a measurement is.
const every = 100 * time.Millisecond

// tell tells how far a measurement is until stop is called, which returns when nothing more is sent.
func tell(p *measure.Progress, send func(Message)) (stop func()) {
	done := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				share, doing := p.Now()
				send(Message{Progress: &Progress{share, doing}})
			}
		}
	})
	return func() {
		close(done)
		telling.Wait()
	}
}

// The widths of pictures, in pixels.
const (
	minWidth     = 320
	defaultWidth = 680
	maxWidth     = 1200
)

// drawn draws pictures at that width.
func drawn(named []plot.Named, width float64) (all []Picture) {
	width = min(max(cmp.Or(width, defaultWidth), minWidth), maxWidth)
	for _, p := range named {
		c := p.Caption()
		all = append(all, Picture{p.Name, c.Title, c.Says, p.Draw(width, false).Inline(), c.Table.Header, c.Table.Rows})
	}
	return all
}
