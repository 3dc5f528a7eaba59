package usage

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"bench", "ladder", "layers", "links", "link", "serve", "echo", "chat", "demo", "define", "lessons", "verify"}
	for typed, want := range map[string]string{
		"bnech": "bench", "benhc": "bench", "Bench": "bench", "benchmark": "bench", "leson": "lessons", "lesson": "lessons",
		"ladr": "ladder", "vrify": "verify", "server": "serve", "ehco": "echo", "lnks": "links", "defin": "define",
		"dance": "", "tea": "", "x": "", "": "", "moon": "", "quic": "",
	} {
		if got := Nearest(typed, known); got != want {
			t.Errorf("%q may mean %q, and not %q", typed, got, want)
		}
	}
}
