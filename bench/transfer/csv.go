package transfer

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"wirelab/bench"
)

// csv writes goodput over time: a line for each interval of each trial, under a line of names. Times are in
// milliseconds from the start of the trial, and goodput is in bit/s.
func (r *Report) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"transport", "trial", "from", "goodputBitsPerSecond"}) // errors stay until Flush
	for _, x := range r.Results {
		for n, trial := range x.Trials {
			for i, v := range trial.Bulk.Series {
				from := bench.Milliseconds(time.Duration(i) * r.Plan.Interval)
				out.Write([]string{x.Transport, strconv.Itoa(n), strconv.FormatFloat(from, 'f', -1, 64), strconv.FormatFloat(v, 'f', 0, 64)})
			}
		}
	}
	out.Flush()
	return out.Error()
}
