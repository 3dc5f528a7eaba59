package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"wirelab/internal/network/kernel"
)

// A short run over one link. What is asserted holds on a busy machine, too: over UDP both networks lose
// the same messages, and no stack is so much faster than its link that a round trip is shorter.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes several seconds: not with -short")
	}
	if err := kernel.Check(); err != nil {
		var missing *kernel.MissingError
		if errors.As(err, &missing) {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	// Other packages' tests run beside this one, and their turn is to come.
	report, err := Run(t.Context(), Options{Links: []string{"lossy"}, Quick: true, Seeds: 2, UsualPriority: true, hurry: 8})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Rows) != 5 || report.CutShort {
		t.Fatalf("%d rows, cut short: %v", len(report.Rows), report.CutShort)
	}
	for _, row := range report.Rows {
		if f := row.figure("p50"); f != nil && (f.Kernel < 40 || f.Lab < 40) {
			t.Errorf("%v: a round trip of 40 ms takes %v ms on the lab and %v ms between kernels", row.Case, f.Lab, f.Kernel)
		}
		for seed := range row.Lab {
			lab, kernels := row.Lab[seed], row.Kernel[seed]
			if row.Transport == "udp" && (lab.Lost != kernels.Lost || lab.Packets != kernels.Packets || lab.Lost == 0) {
				t.Errorf("%v, seed %d: the lab loses %d of %d packets, and kernels lose %d of %d",
					row.Case, seed+1, lab.Lost, lab.Packets, kernels.Lost, kernels.Packets)
			}
			if row.Transport == "tcp" && lab.Lost+kernels.Lost > 0 {
				t.Errorf("%v, seed %d: TCP lost %d and %d messages", row.Case, seed+1, lab.Lost, kernels.Lost)
			}
		}
	}
	for format, want := range map[string]string{"table": "lossy tcp 10/s 200 B", "markdown": "| lossy | tcp 10/s 200 B", "json": `"verdict"`} {
		var b bytes.Buffer
		if err := report.Write(&b, format, 80); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(strings.Fields(b.String()), " "); !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
			t.Errorf("%s has no %q:\n%s", format, want, b.String())
		}
		if format == "json" && !json.Valid(b.Bytes()) {
			t.Error("that is no JSON")
		}
	}
}
