package saved

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"wirelab/bench"
	"wirelab/internal/file"
)

// maxFile is how large a saved run may be, in bytes: more than one has that keeps all the samples it may.
const maxFile = 256 << 20

// A File is what a file holds: a run, alone or merged from others, or a sweep.
type File struct {
	Name  string
	Run   *bench.Findings   // nil if it is a sweep
	Runs  []*bench.Findings // those that Run was merged from; none if it was not
	Sweep *bench.Sweep      // nil if it is a run; of files from before there were versions, Base has only transports
}

// All are the runs that the file holds, one by one; none of a sweep.
func (f *File) All() []*bench.Findings {
	switch {
	case f.Sweep != nil:
		return nil
	case len(f.Runs) > 0:
		return f.Runs
	}
	return []*bench.Findings{f.Run}
}

// Open reads the file of that name. Errors name it, and say in one line what was expected.
func Open(name string) (*File, error) {
	text, err := file.ReadTextUpTo(name, maxFile)
	if err != nil {
		return nil, err
	}
	f, err := Read([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f.Name = name
	return f, nil
}

// errNoRun is for files that hold something else.
var errNoRun = errors.New(`that is not a saved run; expected what "wirelab bench --format json" writes`)

// Read reads what Document.Write or Sweep.Write has written.
func Read(text []byte) (*File, error) {
	var outer struct {
		Version *int            `json:"version"`
		Plan    json.RawMessage `json:"plan"`
		Results json.RawMessage `json:"results"`
		Sweep   json.RawMessage `json:"sweep"`
	}
	if err := json.Unmarshal(text, &outer); err != nil {
		return nil, notJSON(text, err)
	}
	switch v := outer.Version; {
	case v != nil && *v > Version:
		return nil, fmt.Errorf("that run was saved by a newer wirelab, in version %d of the form; expected version %d or earlier", *v, Version)
	case v != nil && *v < 1:
		return nil, fmt.Errorf("there is no version %d of saved runs; expected 1 to %d", *v, Version)
	case outer.Sweep != nil:
		return readSweep(text)
	case outer.Plan == nil || outer.Results == nil:
		return nil, errNoRun
	}
	var in read
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, notSuch(err)
	}
	f := &File{}
	for i, r := range in.Runs {
		found, err := r.findings()
		if err != nil {
			return nil, fmt.Errorf("run %d of those merged: %w", i+1, err)
		}
		f.Runs = append(f.Runs, found)
	}
	var err error
	if len(f.Runs) > 0 {
		f.Run, err = Merge(f.Runs)
		return f, err
	}
	f.Run, err = in.findings()
	return f, err
}

// notJSON says why a text is no JSON, or not of the form.
func notJSON(text []byte, err error) error {
	syntax := (*json.SyntaxError)(nil)
	switch {
	case len(strings.TrimSpace(string(text))) == 0:
		return errors.New(`the file is empty; expected what "wirelab bench --format json" writes`)
	case !errors.As(err, &syntax):
		return errNoRun
	case strings.HasPrefix(strings.TrimSpace(string(text)), "{") && err.Error() == "unexpected end of JSON input":
		return errors.New("the file is cut short: expected more after its end")
	case strings.HasPrefix(strings.TrimSpace(string(text)), "{"):
		line := 1 + strings.Count(string(text[:syntax.Offset]), "\n")
		return fmt.Errorf(`line %d is not JSON (%w); expected what "wirelab bench --format json" writes`, line, err)
	}
	return errNoRun
}

// notSuch says what in the JSON of a run is not as in one.
func notSuch(err error) error {
	if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) && kind.Field != "" {
		return fmt.Errorf("that is not a saved run: %q is a %s; expected %s", kind.Field, kind.Value, words(kind))
	}
	return fmt.Errorf("that is not a saved run: %w", err)
}

// words says what JSON was expected.
func words(kind *json.UnmarshalTypeError) string {
	switch name := kind.Type.Kind().String(); {
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "uint"):
		return "a whole number"
	case strings.HasPrefix(name, "float"):
		return "a number"
	case name == "string":
		return "a text"
	case name == "bool":
		return "true or false"
	case name == "slice":
		return "a list"
	}
	return "an object"
}

// A read is a document as it is read. Of its results only the trials count: the rest follows from them.
type read struct {
	Plan        *bench.Plan        `json:"plan"`
	Calibration *bench.Calibration `json:"calibration"`
	CutShort    bool               `json:"cutShort"`
	Failures    []bench.Failure    `json:"failed"`
	Results     []struct {
		Transport string  `json:"transport"`
		Trials    []trial `json:"trials"`
	} `json:"results"`
	Machine     *bench.Machine `json:"machine"`
	Stopped     bool           `json:"stopped"`
	Error       string         `json:"error"`
	ShortBuffer string         `json:"shortBuffer"`
	Samples     []columns      `json:"samples"`
	Runs        []read         `json:"runs"`
}

// A trial is its figures, if they are there.
type trial struct{ figures *bench.Metrics }

// UnmarshalJSON implements json.Unmarshaler. Each trial says how many messages were sent: what does not is none.
func (t *trial) UnmarshalJSON(text []byte) error {
	var says struct {
		Sent *int `json:"sent"`
	}
	if err := json.Unmarshal(text, &says); err != nil || says.Sent == nil {
		return err
	}
	t.figures = new(bench.Metrics)
	return json.Unmarshal(text, t.figures)
}

// figuresOf are the figures of a transport's trials.
func figuresOf(transport string, trials []trial) ([]bench.Metrics, error) {
	var all []bench.Metrics
	for i, t := range trials {
		if t.figures == nil {
			return nil, fmt.Errorf("%s, trial %d: there are no figures", transport, i+1)
		}
		all = append(all, *t.figures)
	}
	return all, nil
}

// findings are what was read, if it makes sense.
func (in read) findings() (*bench.Findings, error) {
	if in.Plan == nil {
		return nil, errNoRun
	}
	if err := checkPlan(*in.Plan); err != nil {
		return nil, fmt.Errorf("its plan is wrong: %w", err)
	}
	f := &bench.Findings{
		Plan: *in.Plan, Calibration: in.Calibration, CutShort: in.CutShort, Failures: in.Failures,
		Machine: in.Machine, Stopped: in.Stopped, Failed: asError(in.Error), ShortBuffer: asError(in.ShortBuffer),
	}
	if err := in.clean(f); err != nil {
		return nil, err
	}
	trials := map[string][]bench.Metrics{}
	for _, x := range in.Results {
		all, err := figuresOf(x.Transport, x.Trials)
		if err != nil {
			return nil, err
		}
		if err := checkTrials(f.Plan, x.Transport, all); err != nil {
			return nil, err
		}
		if trials[x.Transport] != nil {
			return nil, fmt.Errorf("there are two results for %s", x.Transport)
		}
		trials[x.Transport] = all
	}
	f.Combine(trials)
	for _, c := range in.Samples {
		s, err := c.samples(f.Plan)
		if err != nil {
			return nil, err
		}
		f.Samples = append(f.Samples, s)
	}
	return f, nil
}

func asError(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

// readSweep reads a sweep.
func readSweep(text []byte) (*File, error) {
	var in struct {
		Sweep   sweepJSON `json:"sweep"`
		Reports []read    `json:"reports"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, notSuch(err)
	}
	s := &bench.Sweep{Parameter: in.Sweep.Parameter, Values: in.Sweep.Values, Second: in.Sweep.Second}
	if err := checkRanges(s); err != nil {
		return nil, err
	}
	if len(in.Reports) == 0 || len(in.Reports) > s.Runs() {
		return nil, fmt.Errorf("that is not a saved sweep: it has %d values and %d runs", s.Runs(), len(in.Reports))
	}
	for i, r := range in.Reports {
		found, err := r.findings()
		if err != nil {
			return nil, fmt.Errorf("the run at %s: %w", s.Where(i), err)
		}
		s.Findings = append(s.Findings, found)
	}
	s.Base = bench.Plan{Transports: s.Findings[0].Plan.Transports}
	if in.Sweep.Base != nil {
		s.Base = *in.Sweep.Base
	}
	return &File{Sweep: s}, checkSweep(s)
}
