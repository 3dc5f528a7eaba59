package shell

import (
	"fmt"
	"strconv"
	"strings"

	"wirelab/internal/usage"
	"wirelab/lessons"
)

// findPage finds a page by its name.
func findPage(asked string) (lessons.Page, bool) {
	for _, p := range pages() {
		if strings.EqualFold(strings.ReplaceAll(asked, " ", "-"), p.Name) {
			return p, true
		}
	}
	return lessons.Page{}, false
}

func pages() []lessons.Page { return append(lessons.Answers(), lessons.Glossary(), lessons.Syllabus()) }

// findLesson finds the lesson of that number, or the one that has asked in its title or folder.
func findLesson(asked string, orPage bool) (lessons.Lesson, error) {
	found := lessonsLike(asked)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var names []string
		for _, l := range found {
			names = append(names, fmt.Sprintf("%d (%s)", l.Number, l.Title))
		}
		return lessons.Lesson{}, usage.Wrongf("%q may be lesson %s: say its number", asked, strings.Join(names, " or "))
	}
	what := "lesson"
	if orPage {
		what = "lesson or page"
	}
	return lessons.Lesson{}, usage.Wrongf("there is no %s %q: %s", what, asked,
		usage.DidYouMean(asked, names(orPage), "wirelab lessons lists them"))
}

// lessonsLike are those that may be meant.
func lessonsLike(asked string) (found []lessons.Lesson) {
	number, err := strconv.Atoi(asked)
	isNumber := err == nil
	wanted := strings.ToLower(asked)
	for _, l := range lessons.All() {
		switch {
		case isNumber && l.Number == number:
			return []lessons.Lesson{l}
		case !isNumber && (strings.Contains(strings.ToLower(l.Title), wanted) || strings.Contains(l.Dir, wanted)):
			found = append(found, l)
		}
	}
	return found
}

// names are what lessons can be asked for by, a word each, and with pages those of the pages.
func names(withPages bool) (all []string) {
	const short = 3 // letters: such words are in many titles
	for _, l := range lessons.All() {
		for _, word := range strings.Fields(strings.ToLower(l.Title)) {
			if word = strings.Trim(word, ",.?"); len(word) > short {
				all = append(all, word)
			}
		}
	}
	if withPages {
		for _, p := range pages() {
			all = append(all, p.Name)
		}
	}
	return all
}
