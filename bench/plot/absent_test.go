package plot_test

import (
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/plot"
)

// TestAbsent: of a transport whose window is not known one reads why; where none is known there are words in place of the
// picture.
func TestAbsent(t *testing.T) {
	found, data := run(t, func(p *bench.Plan) {
		plans["transfer"](p)
		p.Transports = []string{"tcp", "udp", "socketio"}
	})
	c, ok := plot.Window(found, data)
	if !ok || !strings.Contains(c.Says, "UDP has no window") || !strings.Contains(c.Says, "Of Socket.IO the window is not shown") ||
		strings.Contains(c.Says, "Of TCP") || len(plot.AbsentFrom(found, data)) > 0 {
		t.Errorf("%v, %q, and absent %v", ok, c.Says, plot.AbsentFrom(found, data))
	}
	// As on a machine that does not tell.
	for i := range data.Trials {
		data.Trials[i].Window = nil
	}
	found.Plan.Net, found.Machine = "host", &bench.Machine{System: "darwin/arm64"}
	absent := plot.AbsentFrom(found, data)
	want := "Of TCP the window is not known: on the machine's own network only Linux tells it, and this was measured on darwin/arm64."
	if len(absent) != 1 || absent[0].Name != "window" || !strings.HasPrefix(absent[0].Why, want) {
		t.Errorf("%+v", absent)
	}
	if _, ok := plot.Window(found, data); ok {
		t.Error("there is a picture all the same")
	}
	found, data = run(t, func(p *bench.Plan) {
		*p = bench.DefaultPlan("host")
		p.Transports, p.Trials, p.Duration = []string{"udp"}, 1, 100*time.Millisecond
	})
	if absent := plot.AbsentFrom(found, data); len(absent) != 1 || absent[0].Name != "bytes" {
		t.Errorf("%+v", absent)
	}
}
