package plot

import (
	"fmt"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// WhereBytesGo shows of what the IP bytes of a message consist, in both directions together: its payload, what is
// around it layer by layer, acknowledgements, and what is sent again. ok is false where packets cannot be seen.
func WhereBytesGo(f *bench.Findings) (b picture.Bars, ok bool) {
	b = picture.Bars{
		Title: "Where the bytes go: " + where(f.Plan) + ", bytes on the wire for each message, there and back",
		Says: "The solid part is what one wanted to send; all the rest carries it. " +
			"What a connection costs once, in set-up and close, comes on top.",
		Axis: picture.Axis{Name: "bytes a message", Unit: picture.Bytes},
	}
	for _, p := range parts(nil, 1) {
		b.Table.Header = append(b.Table.Header, p.Name)
	}
	b.Table.Header = append(append([]string{""}, b.Table.Header...), "all", "set-up and close, once")
	for _, name := range measured(f) {
		x := f.Result(name)
		if x.Wire == nil || x.Sent == 0 {
			return b, false
		}
		once := fmt.Sprintf("%.0f B", float64(x.Wire.SetUp.Bytes+x.Wire.Close.Bytes)/float64(len(x.Trials)))
		bar := picture.Bar{Name: title(name), Transport: name, Parts: parts(x.Wire, float64(x.Sent))}
		if once != "0 B" {
			bar.Besides = "set-up and close: " + once + ", once a connection"
			if n := f.Plan.Clients(); n > 1 {
				bar.Besides = fmt.Sprintf("set-up and close of %d connections: %s", n, once)
			}
		}
		b.Bars = append(b.Bars, bar)
		row := []string{title(name)}
		sum := 0.0
		for _, p := range bar.Parts {
			sum += p.Value
			row = append(row, fmt.Sprintf("%.3g B", p.Value))
		}
		b.Table.Rows = append(b.Table.Rows, append(row, fmt.Sprintf("%.3g B", sum), once))
	}
	return b, len(b.Bars) > 0
}

// parts divides what a wire has carried, for each of so many messages.
func parts(w *bench.Wire, messages float64) []picture.Part {
	if w == nil {
		w = &bench.Wire{}
	}
	each := func(n int) float64 { return float64(n) / messages }
	m := w.Messages
	return []picture.Part{
		{Name: "payload", Value: each(m.Payload), Look: picture.Solid},
		{Name: "headers", Value: each(m.Headers + m.Other), Look: picture.Tint},
		{Name: "framing", Value: each(m.Framing), Look: picture.Upright},
		{Name: "pure ACKs", Value: each(m.AckBytes), Look: picture.Slanted},
		{Name: "sent again", Value: each(m.RetransmittedBytes), Look: picture.Again},
	}
}
