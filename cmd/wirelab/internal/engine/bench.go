package engine

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wirelab/bench/measure"
	"wirelab/bench/plot"
	"wirelab/bench/report"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/plans"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/term"
	"wirelab/internal/usage"
)

// elsewhere are options of wirelab bench that say where and in which form its report goes: a page gets it as messages.
var elsewhere = []string{
	"format", "output", "samples", "keep", "pcap", "pcap-at", "plot", "ascii", "open", "picture", "force", "fail-if", "interval",
}

// bench measures.
func (e *Engine) bench(ctx context.Context, r Request, send func(Message)) (Message, error) {
	work, view, err := e.workFrom(r)
	if err != nil {
		return Message{}, err
	}
	var before plot.Data
	if r.Over != nil {
		if before, err = e.earlier(ctx, r, send); err != nil {
			return Message{}, fmt.Errorf("%s: %w", r.Over.Name, err)
		}
	}
	found, data, err := e.measure(ctx, r.Args, work, send)
	if err != nil {
		return Message{}, err
	}
	var json, text bytes.Buffer
	if err := cmp.Or(results.Write(&json, "json", view, found), results.Write(&text, "table", view, found)); err != nil {
		return Message{}, err
	}
	of := results.Pictured(found, e.Version)
	of.Data = data
	named := of.Pictures()
	if r.Over != nil {
		runs := []plot.Run{{Name: r.Over.Name, Data: before}, {Name: "Now", Data: whole(data)}}
		if over, ok := plot.Over(runs, results.Transports(found)); ok {
			named = slices.Insert(named, 0, plot.Named{Name: "over", Picture: over})
		}
	}
	return Message{Report: json.Bytes(), Text: text.String(), Pictures: drawn(named, r.Width)}, nil
}

// measure carries work out that args ask for, and returns with it what pictures need of it: of a queue, for each of the
// guarantees.
func (e *Engine) measure(ctx context.Context, args []string, work plans.Work, send func(Message)) (results.Report, []plot.Data, error) {
	w := measure.Watcher{Progress: &measure.Progress{}, Program: e.Program}
	var kept plot.Gathering
	if work.Sweep == nil || work.Sweep.Parameter == "guarantee" && work.Sweep.Second == nil { // others have pictures without it
		w.Value = func(int) { kept.Next() }
		w.Trial = kept.Trial
	}
	stop := tell(w.Progress, send)
	found, err := work.Run(ctx, w)
	stop()
	switch {
	case ctx.Err() != nil:
		return nil, nil, ctx.Err() // nobody wants to see how far it came
	case err != nil:
		return nil, nil, err
	}
	data := kept.Data()
	// Where one transport has failed, the report says so, and has the others' figures.
	if work.Sweep == nil && work.Plans[0].Trials > 1 { // a single one is soon carried out again
		e.memory.keep(args, whole(data))
	}
	return found, data, nil
}

// whole is what there is of a run that is no sweep.
func whole(data []plot.Data) (d plot.Data) {
	if len(data) == 1 {
		d = data[0]
	}
	return d
}

// workFrom reads the options, and how the table is shown.
func (e *Engine) workFrom(r Request) (work plans.Work, view report.View, err error) {
	c, err := plans.Parse(r.Args)
	if err != nil {
		return work, view, err
	}
	for _, name := range elsewhere {
		if c.IsSet(name) {
			return work, view, usage.Wrongf("--%s: this is for the command line, not for an experiment on a page", name)
		}
	}
	if net := c.String("net"); !slices.Contains(e.Networks, net) {
		return work, view, usage.Wrongf("--net %s: an experiment on this page has %s; the command line in a terminal has more", net, strings.Join(e.Networks, ", "))
	}
	if work, err = plans.From(c); err != nil {
		return work, view, err
	}
	view = report.View{Full: c.Bool("full"), Rows: flags.List(c.String("rows")), Columns: cmp.Or(r.Columns, 80)}
	return work, view, view.Validate(work.Plans[0])
}

// every is how often a page is told how far a measurement is.
const every = 100 * time.Millisecond

// tell tells how far a measurement is until stop is called, which returns when nothing more is sent.
func tell(p *measure.Progress, send func(Message)) (stop func()) {
	return term.Each(every, func() {
		share, doing := p.Now()
		send(Message{Progress: &Progress{share, doing}})
	})
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
