package lessons

import (
	"fmt"
	"strings"
)

// Syllabus is the course on one page, for teachers: what each lesson takes, what must come before it, and the experiment
// that decides its first prediction.
func Syllabus() Page {
	var b strings.Builder
	all, minutes := All(), 0
	for _, l := range all {
		minutes += l.Minutes
	}
	fmt.Fprintf(&b, "# The course on one page\n\n%d lessons, %d hours and %d minutes. In each, pupils predict, measure, find out why, change "+
		"something, and make something of their own. They need to know some JavaScript, and nothing of networks.\n\n", len(all), minutes/60, minutes%60)
	b.WriteString("| lesson | minutes | after | experiment |\n|---|---|---|---|\n")
	for _, l := range all {
		fmt.Fprintf(&b, "| %d %s | %d | %s | `%s` |\n", l.Number, l.Title, l.Minutes, list(l.Needs), shortRun(l))
	}
	b.WriteString("\n| a way through it | minutes | lessons | in five minutes each |\n|---|---|---|---|\n")
	for _, w := range ways {
		fmt.Fprintf(&b, "| %s | %d | %s | %s |\n", w.what, w.minutes(all), list(w.whole), list(w.short))
	}
	b.WriteString(afterwards)
	return Page{"syllabus", "The course on one page", b.String()}
}

// shortRun is the command that decides a lesson's first prediction, without its options.
func shortRun(l Lesson) string {
	command, _, _ := strings.Cut(l.Predictions[0].Run, " --")
	return command
}

// A way leads through a part of the course.
type way struct {
	what  string
	whole []int // lessons
	short []int // those of which five minutes are enough: the teacher's pages have them
}

// ways are some that make sense. What a lesson needs comes before it, at least in short.
var ways = []way{
	{"Whole weeks", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, nil},
	{"TCP and UDP", []int{0, 1, 2, 3, 4, 6, 7}, []int{5}},
	{"A chat of one's own", []int{0, 1, 3, 9, 10, 11, 13, 15, 16}, []int{2, 4, 5, 6, 7}},
	{"Before a project with Socket.IO", []int{0, 3, 9, 10, 12, 13}, []int{1, 2, 4, 5, 6, 7, 11}},
}

// minutes are how long it takes.
func (w way) minutes(all []Lesson) (n int) {
	for _, number := range w.whole {
		n += all[number].Minutes
	}
	return n + 5*len(w.short)
}

// list is lesson numbers with commas.
func list(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", ", "), "[]")
}

const afterwards = `
Before a lesson: its page with the minutes, the board, the vote and the five-minute version (` + "`wirelab lessons show 6 --teacher`" + `),
and the slides (` + "`wirelab lessons run 6 --present`" + `). After it: five questions with other numbers (` + "`wirelab lessons quiz`" + `).
What a pupil can do in the end: explain head-of-line blocking, why Socket.IO begins with HTTP, and what at least once costs;
and show a chat of their own that comes back with nothing missed.
`
