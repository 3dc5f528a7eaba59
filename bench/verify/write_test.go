package verify

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"wirelab/internal/network/link"
)

// A table fits its terminal, however far apart the stacks are.
func TestWriteTable(t *testing.T) {
	shuffled, err := link.Named("shuffled")
	if err != nil {
		t.Fatal(err)
	}
	echo := Row{Case: Case{Link: shuffled, Transport: "tcp", Rate: 500, Size: 1400}}
	bulk := Row{Case: Case{Link: shuffled, Transport: "tcp", Kind: Bulk, Size: 1_000_000}}
	for i := range 9 {
		// The lab's packets are 5 % below in most pairs, and 60 % below in some.
		packets := 190
		if i < 3 {
			packets = 80
		}
		echo.Lab = append(echo.Lab, Outcome{
			P50: 7779e6, P90: 13634e6, P99: 15384e6, Messages: 100, Lost: 12, Reordered: 99,
			Packets: packets, Bytes: 51234, Retransmissions: 123,
		})
		echo.Kernel = append(echo.Kernel, Outcome{
			P50: 60e6 + duration(i)*1e6, P90: 82e6, P99: 96e6, Messages: 100, Lost: 12, Reordered: 99,
			Packets: 200, Bytes: 52345, Retransmissions: 1,
		})
		bulk.Lab = append(bulk.Lab, Outcome{P50: 5492e6, P90: Never, P99: Never, Messages: 1, Packets: 1300, Bytes: 1_165_891})
		bulk.Kernel = append(bulk.Kernel, Outcome{P50: 422e6, P90: Never, P99: Never, Messages: 1, Packets: 1359, Bytes: 1_161_950})
	}
	report := Report{Rows: []Row{echo, bulk}, Seeds: 9}
	for i := range report.Rows {
		report.Rows[i].judge(Added{})
	}
	text := ""
	for _, columns := range []int{200, 40, 60, 80} {
		var b bytes.Buffer
		if err := report.WriteTable(&b, columns); err != nil {
			t.Fatal(err)
		}
		text = b.String()
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > columns {
				t.Errorf("%d columns of %d: %s", n, columns, line)
			}
		}
	}
	for _, want := range []string{
		"shuffled\n  tcp 500/s 1400 B  108 / 108  891 / 891  123.00 / 1.00  512 / 523\n",
		"  tcp bulk 1000 kB  0 / 0      0 / 0      0.00 / 0.00    1165891 / 1161950\n",
		"  122 ±6  ",
		"0.95 ±.55",    // farther down than up
		"time +1201 %", // of a transfer
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in:\n%s", want, text)
		}
	}
	if last := "\n\n0 of 2 ok\n"; !strings.HasSuffix(text, last) {
		t.Errorf("it does not end in %q:\n%s", last, text)
	}
}

// The last line counts the rows that are ok, and no others.
func TestTally(t *testing.T) {
	report := Report{Rows: []Row{{Verdict: OK}, {Verdict: Noise}, {Verdict: OK}, {Verdict: Differs}, {Verdict: Unknown}}}
	if got, want := report.tally(), "2 of 5 ok"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
