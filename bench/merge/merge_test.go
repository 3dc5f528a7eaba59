package merge

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
	"wirelab/bench/saved"
)

const ms = time.Millisecond

// made is the run of one machine against a server, whose trials are made up: in the n-th of them a message takes n ms
// longer than p50, and of 100 messages lost are.
func made(name string, p50 time.Duration, lost int, change func(*bench.Plan)) *bench.Findings {
	p := bench.DefaultPlan("host")
	p.Transports, p.Trials = []string{"tcp", "udp"}, 3
	p.Targets = map[string]string{"tcp": "192.0.2.7:7101", "udp": "192.0.2.7:7102"}
	if change != nil {
		change(&p)
	}
	f := &bench.Findings{
		Plan: p, Failures: []bench.Failure{}, Calibration: &bench.Calibration{ClockStep: 100, Resolution: ms},
		Machine: &bench.Machine{Name: name, System: "linux/amd64", Wirelab: "v1"},
	}
	trials := map[string][]bench.Metrics{}
	for i := range p.Trials {
		tcp := bench.Metrics{Sent: 100, Received: 100, SetUp: bench.Known(3 * ms), Goodput: 80_000, SocketErrors: map[string]int{}}
		tcp.Response.P50 = bench.Known(p50 + time.Duration(i)*ms)
		udp := tcp
		udp.Lost, udp.Received = lost, 100-lost
		for _, name := range p.Transports {
			trials[name] = append(trials[name], map[string]bench.Metrics{"tcp": tcp, "udp": udp}[name])
		}
		s := &bench.Samples{Transport: "tcp", Trial: i, Size: p.Size, Wait: p.Wait, Reliable: true}
		for seq := range p.Messages() {
			due := p.Due(seq)
			s.Messages = append(s.Messages, bench.Sample{
				Due: due, Sent: due, Returned: bench.Never, Reached: bench.Never, Received: due + p50, Copies: 1,
			})
		}
		f.Samples = append(f.Samples, s)
	}
	f.Combine(trials)
	return f
}

// class are the runs of so many laptops: the n-th takes 10 ms times n.
func class(n int) (runs []*bench.Findings, names []string) {
	for i := range n {
		runs = append(runs, made(fmt.Sprintf("laptop-%d", i+1), time.Duration(10*(i+1))*ms, i, nil))
		names = append(names, fmt.Sprintf("student-%d", i+1))
	}
	return runs, names
}

func merged(t *testing.T, runs []*bench.Findings, names []string) *Report {
	t.Helper()
	r, err := New(runs, names)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func printed(t *testing.T, w interface {
	Write(w io.Writer, format string, v report.View) error
}, format string, v report.View,
) string {
	t.Helper()
	var b bytes.Buffer
	if err := w.Write(&b, format, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestMerge: counts are sums over all, and times medians over the machines, with intervals of that many.
func TestMerge(t *testing.T) {
	runs, names := class(7)
	r := merged(t, runs, names)
	tcp, udp := r.Result("tcp"), r.Result("udp")
	checks.Equal(t, "sent", tcp.Sent, 7*3*100)
	checks.Equal(t, "lost", udp.Lost, 3*(0+1+2+3+4+5+6))
	checks.Equal(t, "lost, %", udp.LostPercent, 3)
	checks.Equal(t, "trials", len(tcp.Trials), 21)
	checks.Equal(t, "p50", tcp.Response.P50, bench.Known(41*ms)) // of machine 4, in its second trial
	checks.Equal(t, "its interval", tcp.Interval["p50"], bench.Interval{Low: 11 * ms, High: 71 * ms})
	checks.Equal(t, "without an interval", len(merged(t, runs[:5], names[:5]).Result("tcp").Interval), 0)

	d, ok := bench.Compare(tcp, udp, "p50", 0)
	if !ok || d.Real || d.P != 1 {
		t.Errorf("the same times over two transports differ: %+v, %v", d, ok)
	}
	for i, f := range runs {
		if f.Machine.Label != "" || f.Result("tcp").Machines != nil {
			t.Errorf("run %d is not as it was", i+1)
		}
	}
}

// TestTables: what the report looks like.
func TestTables(t *testing.T) {
	runs, names := class(7)
	runs[6].Results, runs[6].Failures = runs[6].Results[:1], []bench.Failure{{Transport: "udp", Trials: 3, Reason: "no answer"}}
	runs[6].CutShort = true
	whole := merged(t, runs, names)
	for name, r := range map[string]*Report{"class": whole, "two": merged(t, runs[:2], names[:2])} {
		checks.Golden(t, name+".txt", []byte(printed(t, r, "table", report.View{})))
		checks.Golden(t, name+"-full.txt", []byte(printed(t, r, "table", report.View{Full: true})))
		checks.Golden(t, name+".md", []byte(printed(t, r, "markdown", report.View{})))
		for _, columns := range []int{40, 60, 80} {
			for line := range strings.Lines(printed(t, r, "table", report.View{Columns: columns})) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
					t.Errorf("%s: %d columns of %d: %s", name, n, columns, line)
				}
			}
		}
	}
	lines, err := csv.NewReader(strings.NewReader(printed(t, whole, "csv", report.View{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "lines of CSV", len(lines), 1+7*2)
	checks.Equal(t, "names", strings.Join(lines[0][:3], ","), "machine,transport,net")
	checks.Equal(t, "the last", strings.Join(lines[14][:4], ","), "student-7,udp,host,0")
}

// TestAgain: saved and read again, it is the same report, with each run's samples; and it can be merged with more.
func TestAgain(t *testing.T) {
	runs, names := class(7)
	first := merged(t, runs[:6], names[:6])
	f, err := saved.Read([]byte(printed(t, first, "json", report.View{})))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Again(f.Runs)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"table", "markdown", "json", "csv"} {
		if got, want := printed(t, again, format, report.View{Full: true}), printed(t, first, format, report.View{Full: true}); got != want {
			t.Errorf("%s: read again, the report is\n%s\nand was\n%s", format, got, want)
		}
	}
	for i, f := range again.Runs {
		checks.Equal(t, "samples", len(f.Samples), 3)
		checks.Equal(t, "the time of the first", f.Samples[0].Messages[0].Received, time.Duration(10*(i+1))*ms)
	}
	late := append(f.Runs, runs[6])
	all := merged(t, late, []string{"x", "x", "x", "x", "x", "x", "student-7"})
	if got, want := printed(t, all, "table", report.View{}), printed(t, merged(t, runs, names), "table", report.View{}); got != want {
		t.Errorf("merged in two steps, the report is\n%s\nand at once\n%s", got, want)
	}
}

// TestLabels: machines that are called alike are numbered.
func TestLabels(t *testing.T) {
	runs, _ := class(3)
	r := merged(t, runs, []string{"ada", "ada", "ada"})
	checks.Equal(t, "labels", strings.Join(r.labels(), ", "), "ada (laptop-1), ada 2 (laptop-2), ada 3 (laptop-3)")
}

// TestRefused: what does not belong together is not merged.
func TestRefused(t *testing.T) {
	one := made("one", 10*ms, 0, nil)
	for _, test := range []struct {
		other *bench.Findings
		want  string
	}{
		{made("two", 20*ms, 0, func(p *bench.Plan) { p.Rate = 100 }), "b: its plan is not that of a: they differ in the rate (50/s, 100/s); merge runs of one plan only"},
		{made("two", 20*ms, 0, func(p *bench.Plan) { p.Trials = 2 }), "b: its plan is not that of a: they differ in the number of trials (3, 2); merge runs of one plan only"},
		{
			made("two", 20*ms, 0, func(p *bench.Plan) { p.Targets = map[string]string{"tcp": "192.0.2.8:7101"} }),
			"b: its plan is not that of a: they differ in the servers (192.0.2.7:7101, 192.0.2.7:7102, 192.0.2.8:7101); merge runs of one plan only",
		},
		{made("two", 10*ms, 0, nil), "b: that is the run in a once more; it would count twice"},
	} {
		if _, err := New([]*bench.Findings{one, test.other}, []string{"a", "b"}); checks.Message(err) != test.want {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
	if _, err := Again([]*bench.Findings{one, one}); checks.Message(err) != "one of the runs that were merged has no label" {
		t.Error(err)
	}
}
