package course

// paged takes lines apart into screens of so many: where there is an empty line in a screen's lower half,
// it ends there.
func paged(lines []string, room int) (pages [][]string) {
	for len(lines) > room {
		end := room
		for end > room/2 && lines[end] != "" {
			end--
		}
		if lines[end] != "" {
			end = room
		}
		pages = append(pages, lines[:end])
		for lines = lines[end:]; len(lines) > 0 && lines[0] == ""; lines = lines[1:] {
		}
	}
	if len(lines) > 0 || len(pages) == 0 {
		pages = append(pages, lines)
	}
	return pages
}
