package term

import (
	"bytes"
	"strings"
	"testing"
)

func TestBar(t *testing.T) {
	var out bytes.Buffer
	bar := newBar(&out)
	bar.Describe("tcp, trial 1 of 7")
	bar.Set(steps / 2)
	for _, want := range []string{"tcp, trial 1 of 7", "50%", "[0s]"} { // and no guess of what is left
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar does not show %s: %q", want, out.String())
		}
	}
}
