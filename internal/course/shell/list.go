package shell

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"

	"wirelab/internal/course"
	"wirelab/internal/term/table"
	"wirelab/lessons"
)

// List prints the course on w. Lessons are marked if there is any progress; if that cannot be read, it says so
// in the end.
func List(w io.Writer, remembered ProgressFile) error {
	progress, unread := remembered.read()
	err := printLessons(w, lessons.All(), progress)
	if err == nil {
		err = printPages(w, lessons.Answers())
	}
	return cmp.Or(err, unread)
}

// titles is how wide the column of titles becomes at most.
const titles = 30

func printLessons(w io.Writer, all []lessons.Lesson, progress course.Progress) error {
	if len(all) == 0 {
		return nil
	}
	header := []string{"lesson", "time", "title", "words"}
	room := table.Width - len("lesson") - len("20 min") - 3*2
	if len(progress) > 0 {
		header = append([]string{"done"}, header...)
		room -= len("begun") + 2
	}
	title := 0
	for _, l := range all {
		title = max(title, min(runewidth.StringWidth(l.Title), titles))
	}
	var rows [][]string
	for _, l := range all {
		name := table.Wrap(strings.Fields(l.Title), title)
		words := table.Wrap(strings.Fields(strings.Join(l.Words, ", ")), room-title)
		for i := range max(len(name), len(words)) {
			row := []string{"", "", at(name, i), at(words, i)}
			mark := ""
			if i == 0 {
				row[0], row[1] = strconv.Itoa(l.Number), fmt.Sprintf("%d min", l.Minutes)
				mark = progress[l.Dir].Mark()
			}
			if len(progress) > 0 {
				row = append([]string{mark}, row...)
			}
			rows = append(rows, row)
		}
	}
	if err := table.Plain(w, header, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nGo through one: wirelab lessons run %d      Read it: wirelab lessons show %[1]d\n", all[0].Number)
	return err
}

// at is the i-th line, if there are so many.
func at(lines []string, i int) string {
	if i >= len(lines) {
		return ""
	}
	return lines[i]
}

func printPages(w io.Writer, pages []lessons.Page) error {
	if len(pages) == 0 {
		return nil
	}
	var rows [][]string
	name := 0
	for _, p := range pages {
		name = max(name, len(p.Name))
	}
	for _, p := range pages {
		for i, line := range table.Wrap(strings.Fields(p.Title), table.Width-name-2) {
			if i == 0 {
				rows = append(rows, []string{p.Name, line})
			} else {
				rows = append(rows, []string{"", line})
			}
		}
	}
	fmt.Fprintln(w)
	if err := table.Plain(w, []string{"page", "answers"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\nRead one: wirelab lessons show %s\n", pages[0].Name)
	return err
}
