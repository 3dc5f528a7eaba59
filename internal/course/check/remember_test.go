package check

import (
	"os/exec"
	"testing"

	"wirelab/internal/course/shell"
)

// TestRemember: what decides a prediction runs once, and everything else each time.
func TestRemember(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell")
	}
	const once, again = "echo x >>log; wc -l <log | tr -d ' '", "echo x >>log; wc -l  <log | tr -d ' '"
	r := rememberer{shell.Program("wirelab"), map[string]*printed{once: nil}}
	defer r.Close()
	for _, step := range []struct{ line, want string }{{once, "1\n"}, {once, "1\n"}, {again, "2\n"}, {again, "3\n"}, {once, "1\n"}} {
		if got, _, err := r.Run(t.Context(), step.line); got != step.want || err != nil {
			t.Errorf("%s prints %q, %v, want %q", step.line, got, err, step.want)
		}
	}
	if commands := decisive(); len(commands) < 20 {
		t.Errorf("%d commands decide the course's predictions", len(commands))
	}
}
