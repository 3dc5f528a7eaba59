package words

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 packets were", 1: "1 packet was", 2: "2 packets were"} {
		if got := Counted(n, "packet was", "packets were"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 lines", 1: "1 line", 2: "2 lines"} {
		if got := Count(n, "line"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}
