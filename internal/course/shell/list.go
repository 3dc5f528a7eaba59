package shell

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"wirelab/internal/course"
	"wirelab/internal/term"
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

func printLessons(w io.Writer, all []lessons.Lesson, progress course.Progress) error {
	if len(all) == 0 {
		return nil
	}
	header := []string{"lesson", "time", "title", "words"}
	if len(progress) > 0 {
		header = append([]string{"done"}, header...)
	}
	var rows [][]string
	for _, l := range all {
		row := []string{strconv.Itoa(l.Number), fmt.Sprintf("%d min", l.Minutes), l.Title, strings.Join(l.Words, ", ")}
		if len(progress) > 0 {
			row = append([]string{cmp.Or(progress.Of(l.Dir).Mark(), "-")}, row...)
		}
		rows = append(rows, row)
	}
	if err := table.Fit(w, term.Columns(w), header, rows); err != nil {
		return err
	}
	first := all[0].Number
	hints := fmt.Sprintf("Go through one: wirelab lessons run %d", first)
	read := fmt.Sprintf("Read it: wirelab lessons %d", first)
	if both := hints + "      " + read; len(both) <= term.Columns(w) {
		hints = both
	} else {
		hints += "\n" + read
	}
	_, err := fmt.Fprintf(w, "\n%s\n", hints)
	return err
}

func printPages(w io.Writer, pages []lessons.Page) error {
	if len(pages) == 0 {
		return nil
	}
	var rows [][]string
	for _, p := range pages {
		rows = append(rows, []string{p.Name, p.Title})
	}
	fmt.Fprintln(w)
	if err := table.Fit(w, term.Columns(w), []string{"page", "answers"}, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\n"+table.Hanging("Read one: wirelab lessons show "+pages[0].Name, len("Read one: "), term.Columns(w)))
	return err
}
