package lessons

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestTasks: each lesson with a task in Go has it in JavaScript, too, with a test and a solution, and says how to try it.
func TestTasks(t *testing.T) {
	all, err := Tasks()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range All() {
		tests, err := filepath.Glob(filepath.Join(l.Dir, "make", "*.test.mjs"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(l.Dir, "make")); err == nil && len(tests) != 1 {
			t.Errorf("%s: there is a task, and for it are the tests %q in JavaScript: there should be one", l.Dir, tests)
		}
		for _, test := range tests {
			test = filepath.ToSlash(test)
			stem := strings.TrimSuffix(test, ".test.mjs")
			task, solution := all[stem+".mjs"], stem+".solution.mjs"
			if task == nil || all[test] == nil {
				t.Errorf("%s: there is no task %s.mjs, or no test", l.Dir, stem)
			}
			if _, err := os.Stat(filepath.FromSlash(solution)); err != nil || all[solution] != nil {
				t.Errorf("%s: there is no solution, or students get it (%v)", l.Dir, err)
			}
			if want := "await import(process.env.SOLUTION ?? \"./" + path.Base(stem) + ".mjs\")"; !bytes.Contains(all[test], []byte(want)) {
				t.Errorf("%s does not say %s", test, want)
			}
			if want := "$ node --test lessons/" + test + "\n"; !strings.Contains(l.Text, want) {
				t.Errorf("%s does not say how to try the task: %s", l.Dir, want)
			}
			if solved := "SOLUTION=./" + path.Base(solution); !strings.Contains(l.Teacher, solved) {
				t.Errorf("the teacher's page of %s does not say how to try the solution: %s", l.Dir, solved)
			}
		}
	}
}
