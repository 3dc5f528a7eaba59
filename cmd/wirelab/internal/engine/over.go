package engine

import (
	"context"
	"slices"
	"strings"
	"sync"

	"wirelab/bench/plot"
	"wirelab/internal/usage"
)

// An Earlier is a run over which another one is drawn.
type Earlier struct {
	Name string   `json:"name"` // as the picture has it
	Args []string `json:"args"` // its options of wirelab bench
}

// mostKept is how many runs an engine remembers for that.
const mostKept = 4

// A memory has the response times of the last runs, by their options. It may be used by many goroutines at once.
type memory struct {
	mu   sync.Mutex
	runs []remembered // the last one at the end
}

type remembered struct {
	key  string
	data plot.Data
}

func keyOf(args []string) string { return strings.Join(args, "\x00") }

// keep remembers a run: only what is drawn over others, which is small.
func (m *memory) keep(args []string, d plot.Data) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := keyOf(args)
	m.runs = slices.DeleteFunc(m.runs, func(r remembered) bool { return r.key == key })
	m.runs = append(m.runs, remembered{key, plot.Data{Times: d.Times}})
	if len(m.runs) > mostKept {
		m.runs = slices.Delete(m.runs, 0, 1)
	}
}

// of is what is remembered of a run, if it is.
func (m *memory) of(args []string) (d plot.Data, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := keyOf(args)
	for _, r := range m.runs {
		if r.key == key {
			return r.data, true
		}
	}
	return d, false
}

// earlier returns the response times of an earlier run, which is carried out again if it is not remembered.
func (e *Engine) earlier(ctx context.Context, r Request, send func(Message)) (plot.Data, error) {
	if d, ok := e.memory.of(r.Over.Args); ok {
		return d, nil
	}
	r.Args = r.Over.Args
	work, _, err := e.workFrom(r)
	if err != nil {
		return plot.Data{}, err
	}
	if work.Sweep != nil {
		return plot.Data{}, usage.Wrongf("over: a sweep is a picture of its own; choose one value")
	}
	_, d, err := e.measure(ctx, r.Args, work, send)
	return whole(d), err
}
