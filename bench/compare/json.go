package compare

import (
	"encoding/json"
	"io"

	"wirelab/bench"
	"wirelab/bench/figure"
)

// version is that of the form that is written.
const version = 1

// A valueJSON is a Value: durations in milliseconds, and null what is not known.
type valueJSON struct {
	Value    *float64    `json:"value"`
	Interval *[2]float64 `json:"interval"` // of the median over the trials
	Trials   int         `json:"trials"`
	P        *float64    `json:"p"` // of the first run there is none
	Differs  bool        `json:"differs"`
}

// The parts of a comparison as it stands in JSON.
type (
	runJSON struct {
		Name    string         `json:"name"`
		Plan    bench.Plan     `json:"plan"`
		Machine *bench.Machine `json:"machine,omitempty"`
	}
	settingJSON struct {
		Name   string   `json:"name"`
		Values []string `json:"values"`
	}
	figureJSON struct {
		Transport string      `json:"transport"`
		Figure    string      `json:"figure"`
		Unit      string      `json:"unit"` // ms, %, bit/s or none
		Runs      []valueJSON `json:"runs"`
	}
	comparisonJSON struct {
		Version    int               `json:"version,omitempty"` // of the outermost object
		At         map[string]string `json:"at,omitempty"`      // of sweeps: the values of what changes
		Runs       []runJSON         `json:"runs"`
		PlanDiffer []settingJSON     `json:"plansDiffer"`
		Figures    []figureJSON      `json:"figures"`
		Notes      []string          `json:"notes"`
	}
)

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// object is the comparison as one JSON object, with all figures.
func (c *Comparison) object() any {
	out := c.parts()
	out.Version = version
	return out
}

// parts are those of the comparison as they stand in JSON.
func (c *Comparison) parts() comparisonJSON {
	out := comparisonJSON{PlanDiffer: []settingJSON{}, Notes: c.Notes()}
	for _, r := range c.Runs {
		out.Runs = append(out.Runs, runJSON{r.Name, r.Plan, r.Machine})
	}
	for _, s := range c.Differ {
		out.PlanDiffer = append(out.PlanDiffer, settingJSON(s))
	}
	for _, name := range c.Transports {
		for _, f := range figure.All() {
			unit, size := unitJSON(f)
			x := figureJSON{Transport: name, Figure: f.Name, Unit: unit}
			for i, v := range c.Values(f, name) {
				x.Runs = append(x.Runs, v.json(size, i == 0))
			}
			out.Figures = append(out.Figures, x)
		}
	}
	return out
}

// unitJSON is the unit of a figure in JSON, and how much of the figure's base it is.
func unitJSON(f figure.Figure) (name string, size float64) {
	switch {
	case f.Percent != nil, f.Unit == figure.Percentage:
		return "%", 1
	case f.Unit == figure.Duration:
		return "ms", 1e6
	case f.Unit == figure.Speed:
		return "bit/s", 1
	}
	return "", 1
}

func (v Value) json(size float64, first bool) valueJSON {
	out := valueJSON{Trials: len(v.trials), Differs: v.Differs}
	if v.Known {
		n := v.Number / size
		out.Value = &n
	}
	if v.Bounded {
		out.Interval = &[2]float64{v.Low / size, v.High / size}
	}
	if !first && v.Known {
		out.P = &v.P
	}
	return out
}
