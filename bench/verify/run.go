package verify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"wirelab/internal/network/kernel"
)

// Options say what Run is to do.
type Options struct {
	Links []string // profiles; nil means DefaultLinks
	Loads []string // of Loads; nil means its first
	Quick bool     // fewer cases, and shorter ones
	Seeds int      // of each case; zero means 9, or 6 if Quick

	// UsualPriority leaves the program's priority as it is.
	UsualPriority bool

	// hurry divides how long cases and calibration last, for tests. Zero means 1.
	hurry time.Duration

	// Progress, if not nil, is told now and then what is being done, and how long all will still take. It
	// is called by one goroutine at a time.
	Progress func(doing string, left time.Duration)
}

// DefaultSeeds is how many there are of each case.
func DefaultSeeds(quick bool) int {
	if quick {
		return MinSeeds
	}
	return 9
}

// A Report is what Run found.
type Report struct {
	Machine     Machine
	Calibration Calibration
	Seeds       int
	Took        time.Duration
	Rows        []Row
	CutShort    bool // some rows are missing: ctx ended, or something failed
}

// Run compares the lab with kernels. When ctx ends, or something fails, it reports the rows that it has, if
// there are any.
// Where the system does not let there be kernels, the error is a *kernel.MissingError.
func Run(ctx context.Context, o Options) (*Report, error) {
	o.Seeds = cmp.Or(o.Seeds, DefaultSeeds(o.Quick))
	if o.Links == nil {
		o.Links = DefaultLinks()
	}
	if o.Loads == nil {
		o.Loads = Loads()[:1]
	}
	if o.Progress == nil {
		o.Progress = func(string, time.Duration) {}
	}
	cases, err := Cases(o.Links, o.Loads, o.Quick)
	if err != nil {
		return nil, err
	}
	o.hurry = cmp.Or(o.hurry, 1)
	for i := range cases {
		cases[i].Duration /= o.hurry
	}
	if err := kernel.Check(); err != nil {
		return nil, err
	}
	begun := time.Now()
	r := newRunner(o, cases)
	report := &Report{Machine: machine(), Seeds: o.Seeds}
	report.Machine.Priority = "usual priority"
	err = r.run(ctx, report)
	report.Took = time.Since(begun)
	for _, row := range r.rows {
		if len(row.Kernel) > 0 && len(row.Lab) > 0 {
			row.judge(report.Calibration.of(row.Case))
			report.Rows = append(report.Rows, row)
		}
	}
	report.CutShort = len(report.Rows) < len(cases)
	if ctx.Err() != nil {
		err = nil // it is the caller who wanted it so
	}
	if len(report.Rows) == 0 {
		return nil, cmp.Or(err, errors.New("stopped before there was anything to report"))
	}
	return report, err
}

// A runner carries out the cases.
type runner struct {
	Options
	rows  []Row
	seeds []uint64

	mu   sync.Mutex
	left time.Duration // that all is still expected to take
}

func newRunner(o Options, cases []Case) *runner {
	r := &runner{Options: o, rows: make([]Row, len(cases)), seeds: seeds(o.Seeds)}
	for i, c := range cases {
		r.rows[i].Case = c
		r.left += time.Duration(o.Seeds) * (c.inLab() + c.betweenKernels())
	}
	return r
}

// tell says what is being done, to Progress.
func (r *runner) tell(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Progress(fmt.Sprintf(format, args...), max(0, r.left))
}

// took says that something has been done that was expected to take so long.
func (r *runner) took(expected time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left -= expected
}

// run carries out the cases: the lab first, so that it does not take the processors from kernels, which
// need them in time; then it sees what kernels can resolve, and lets them go.
func (r *runner) run(ctx context.Context, report *Report) (err error) {
	for i := range r.rows {
		row := &r.rows[i]
		r.tell("lab: %s, %v", row.Link.Name, row.Case)
		outcomes, err := row.outcomes(ctx, "lab", r.seeds, 1, func() { r.took(row.inLab()) })
		if err != nil {
			return fmt.Errorf("lab: %s, %v: %w", row.Link.Name, row.Case, err)
		}
		row.Lab = outcomes
	}
	// Memory is collected when there is a lot of it, and no more often: that takes a processor for
	// milliseconds.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
	if !r.UsualPriority {
		said, usual := raisePriority()
		report.Machine.Priority = said
		defer usual()
	}
	r.tell("calibrating")
	if report.Calibration, err = calibrate(ctx, r.hurry); err != nil {
		return err
	}
	return r.kernels(ctx)
}

// A trial is one case with one seed, as indexes.
type trial struct{ row, seed int }

// kernels carries out the cases between kernels, those of one crowd size together.
func (r *runner) kernels(ctx context.Context) error {
	trials := map[int][]trial{}
	for i := range r.rows {
		r.rows[i].Kernel = make([]Outcome, len(r.seeds))
		for s := range r.seeds {
			trials[r.rows[i].crowd()] = append(trials[r.rows[i].crowd()], trial{i, s})
		}
	}
	done := make([]int, len(r.rows))
	var err error
	sizes := slices.Sorted(maps.Keys(trials))
	slices.Reverse(sizes) // the slow rates first: they are what most is said about
	for _, crowd := range sizes {
		together := trials[crowd]
		slices.SortStableFunc(together, func(a, b trial) int { // the longest first: the last ones end together
			return cmp.Compare(r.rows[b.row].Duration, r.rows[a.row].Duration)
		})
		err = inCrowd(ctx, len(together), crowd, func(ctx context.Context, i int) error {
			t := together[i]
			row := &r.rows[t.row]
			r.tell("kernels: %s, %v", row.Link.Name, row.Case)
			o, err := row.outcome(ctx, "kernel", r.seeds[t.seed])
			if err != nil {
				return fmt.Errorf("kernels: %s, %v, seed %d: %w", row.Link.Name, row.Case, r.seeds[t.seed], err)
			}
			r.took(row.betweenKernels())
			r.mu.Lock()
			defer r.mu.Unlock()
			row.Kernel[t.seed] = o
			done[t.row]++
			return nil
		})
		if err != nil {
			break
		}
	}
	for i := range r.rows {
		if done[i] < len(r.seeds) { // half a row is none
			r.rows[i].Kernel = nil
		}
	}
	return err
}
