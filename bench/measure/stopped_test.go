package measure

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
)

// TestStoppedProcess stops a process that measures for a second, as closing a laptop does.
func TestStoppedProcess(t *testing.T) {
	if os.Getenv("BENCH_CHILD") != "" {
		p := bench.DefaultPlan("host")
		p.Transports, p.Trials, p.Duration = []string{"tcp"}, 1, 2*time.Second
		seen := 0
		p.Targets = map[string]string{"tcp": startEcho(t, "tcp", func([]byte) {
			if seen++; seen == 40 { // of which ten are warm-ups
				os.Stderr.WriteString("now\n")
			}
		})}
		r, err := Run(t.Context(), p, Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		report.New(r).WriteJSON(os.Stdout)
		os.Exit(0)
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		t.Skip("there is no SIGSTOP")
	}
	t.Parallel() // it waits, most of the time
	child := exec.Command(os.Args[0], "-test.run=^TestStoppedProcess$")
	child.Env = append(os.Environ(), "BENCH_CHILD=1")
	var out bytes.Buffer
	child.Stdout = &out
	said, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said.Read(make([]byte, 4))
	child.Process.Signal(syscall.Signal(19)) // SIGSTOP; Windows has none, and this must compile there
	time.Sleep(2 * time.Second)              // what is measured is this time itself
	child.Process.Signal(syscall.Signal(18)) // SIGCONT
	if err := child.Wait(); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	var report struct {
		Notes   []string
		Results []struct {
			SendBlocked, GeneratorLateness struct{ P50 float64 }
			LongestPause                   float64
		}
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	x := report.Results[0]
	if x.SendBlocked.P50 > 50 || x.GeneratorLateness.P50 < 500 || x.LongestPause < 1900 {
		t.Errorf("%+v", x)
	}
	notes := strings.Join(report.Notes, " ")
	if !strings.Contains(notes, "stood still for") || strings.Contains(notes, "wait for room") {
		t.Error(notes)
	}
}
