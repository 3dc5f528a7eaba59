package course

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"wirelab/lessons"
)

// press types keys, and works where that is asked for. It says whether the lesson has ended.
func press(t *testing.T, s *Slides, sent string) (ended bool) {
	t.Helper()
	for _, k := range Keys(sent) {
		switch s.Press(k) {
		case End:
			return true
		case Work:
			s.Work(t.Context())
		}
		lines := strings.Split(s.View(), "\n")
		if len(lines) != s.height {
			t.Errorf("%d lines on a screen of %d:\n%s", len(lines), s.height, s.View())
		}
		for _, line := range lines {
			if utf8.RuneCountInString(line) > s.width {
				t.Errorf("%q is wider than %d", line, s.width)
			}
		}
	}
	return false
}

func open(t *testing.T, width, height int) *Slides {
	s := &Slides{Lesson: example, Steps: steps(t, example), Shell: newShell()}
	s.Open()
	s.Resize(width, height)
	return s
}

// TestSlides goes through a lesson with a class that votes, discusses, and votes again.
func TestSlides(t *testing.T) {
	s := open(t, 80, 30)
	inOrder(t, s.View(), "Lesson 7", "An example", "Make the letters larger", "there are 80", "start")
	press(t, s, "\r\r")
	inOrder(t, s.View(), "Predict", "How many things?", "a) one", "c) four", "such as 12 5 3", "step 2 of 11")
	press(t, s, "12 5 3")
	inOrder(t, s.View(), "votes: 12 5 3")
	press(t, s, "\r")
	inOrder(t, s.View(), "a) one", "votes", "█", "12   60 %", "5   25 %", "3   15 %", "Discuss")
	press(t, s, "1 2\r")
	inOrder(t, s.View(), "there are 2 numbers for 3 choices")
	press(t, s, "2 9 9\x7f8\r") // the 9 was a mistake
	inOrder(t, s.View(), "first", "60 %", "second", "2   11 %", "first", "25 %", "second", "9   47 %", "step 2")
	press(t, s, "\r\r\r")
	inOrder(t, s.View(), "A server:", "$ wirelab serve echo", "Enter runs it")
	if strings.Contains(s.View(), "7101") {
		t.Error("it is running already")
	}
	press(t, s, "\r")
	inOrder(t, s.View(), "$ wirelab serve echo", "7101", "Enter goes on")
	press(t, s, "\r\r")
	inOrder(t, s.View(), "$ wirelab count", "3 things")
	press(t, s, "\r")
	inOrder(t, s.View(), "   a) one", "60 %", "-> b) three", "25 %", "47 %", "Measured: b) three",
		"What leads to a?", "All is one.", "What leads to c?", "There is always one more.")
	press(t, s, "bb")
	inOrder(t, s.View(), "7101")
	press(t, s, "\x1b[6~\x1b[6~\x1b[6~\r\r\r")
	inOrder(t, s.View(), "Look:", "func A() {}")
	press(t, s, "  ")
	inOrder(t, s.View(), "1  How many things?", "b) three", "predicted by 25 %, and by 47 % after the discussion",
		"2  Is any lost?", "a) yes", "All is one.", "Enter ends")
	if !press(t, s, "\r") {
		t.Error("it does not end")
	}
}

// TestPages: a screen that is too small shows a step bit by bit, forwards and back.
func TestPages(t *testing.T) {
	s := open(t, 30, 12)
	for !strings.Contains(s.View(), "How many things?") {
		press(t, s, "\r")
	}
	press(t, s, "1 2 3\r4 5 6\r")
	inOrder(t, s.View(), "1/3", "Enter show")
	press(t, s, "\r")
	inOrder(t, s.View(), "2/")
	press(t, s, "b")
	inOrder(t, s.View(), "How many things?", "1/")
	s.Resize(80, 40)
	if strings.Contains(s.View(), "1/") {
		t.Errorf("it fits now:\n%s", s.View())
	}
}

// TestQuit: q asks once more, Ctrl-C does not.
func TestQuit(t *testing.T) {
	s := open(t, 80, 24)
	if press(t, s, "q\rq") {
		t.Error("the first q ends it")
	}
	inOrder(t, s.View(), "once more")
	if !press(t, s, "q") {
		t.Error("the second q does not end it")
	}
	if !press(t, s, "\x03") {
		t.Error("Ctrl-C does not end it")
	}
}

// TestSlideFailure: what cannot be measured is said, and the lesson goes on.
func TestSlideFailure(t *testing.T) {
	s := open(t, 80, 24)
	delete(s.Shell.(*fakeShell).outputs, "wirelab count")
	press(t, s, "\r\r\r\r\r\r\r\r")
	inOrder(t, s.View(), "$ wirelab count", "did not work here", "3 things")
	press(t, s, "\r")
	inOrder(t, s.View(), "could not be measured here")
	press(t, s, "\r")
	inOrder(t, s.View(), "$ wirelab bench")
}

// TestSlideTable: a table that takes several screens has its head on each, whatever columns it was printed for.
func TestSlideTable(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		s := open(t, size[0], size[1])
		s.Shell.(*fakeShell).outputs["wirelab count"] = "3 things, said in a line that is rather long for a screen with large letters, as one sees\n\n" +
			"name                 what there is to say of it                         and what else\n" +
			strings.Repeat("a row                of words, so that there is much to be said of it  more of the same\n", 30)
		for !strings.Contains(s.View(), "$ wirelab count") {
			press(t, s, "\r")
		}
		press(t, s, "\r")
		rows, screens := 0, 0
		for at := s.at; s.at == at; press(t, s, "\r") {
			view := s.View()
			if screens++; !strings.Contains(view, "name") || !strings.Contains(view, "what else") {
				t.Errorf("%v: no head on screen %d:\n%s", size, screens, view)
			}
			rows += strings.Count(view, "a row ")
		}
		if rows != 30 || screens < 2 {
			t.Errorf("%v: %d rows on %d screens", size, rows, screens)
		}
	}
}

// TestLessonsOnSlides: each lesson of the course is shown to its end on a screen of 60 columns and 20 lines, and no line is broken
// at the screen's edge but that of an option with a long value.
func TestLessonsOnSlides(t *testing.T) {
	for _, l := range lessons.All() {
		all := steps(t, l)
		outputs := recorded{}
		for _, step := range all {
			outputs[step.Command.Line] = step.Command.Output + "\n"
		}
		s := &Slides{Lesson: l, Steps: all, Shell: outputs}
		s.Open()
		s.Resize(60, 20)
		for presses := 0; ; presses++ {
			text, act := s.content()
			for line := range strings.Lines(text + "\n" + act) {
				if width := ansi.StringWidth(strings.TrimRight(line, "\n")); width > 60 && len(strings.Fields(line)) > 2 {
					t.Errorf("lesson %d, step %d: a line of %d columns: %s", l.Number, s.at+1, width, line)
				}
			}
			if presses > 400 {
				t.Fatalf("lesson %d does not end", l.Number)
			}
			if press(t, s, "\r") {
				break
			}
		}
	}
}

// recorded is a shell that prints what the lesson says, by the command.
type recorded map[string]string

func (r recorded) Run(_ context.Context, line string) (output, notes string, err error) {
	return r[line], "", nil
}

func (r recorded) Start(_ context.Context, line string, _ func(string) bool) (string, error) {
	return r[line], nil
}
