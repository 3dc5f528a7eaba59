package course

import (
	"fmt"
	"strconv"
	"strings"

	"wirelab/internal/course/paper"
	"wirelab/lessons"
)

// most is how many votes a choice can have.
const most = 100_000

// ParseVotes reads how many have voted for each of so many choices, such as "12 5 3".
func ParseVotes(text string, choices int) (votes []int, err error) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 || n > most {
			return nil, fmt.Errorf("%q is not a number of votes", word)
		}
		votes = append(votes, n)
	}
	if len(votes) != choices {
		return nil, fmt.Errorf("there are %d numbers for %d choices", len(votes), choices)
	}
	if sum(votes) == 0 {
		return nil, fmt.Errorf("nobody has voted")
	}
	return votes, nil
}

func sum(votes []int) (n int) {
	for _, v := range votes {
		n += v
	}
	return n
}

// percent is the share of a choice among the votes.
func percent(votes []int, choice int) int { return (100*votes[choice] + sum(votes)/2) / sum(votes) }

// ballot sets a prediction's choices with their shares of each vote, as bars. The one that is right has
// an arrow; -1: none is yet.
func ballot(p paper.Paper, question lessons.Prediction, votes [][]int, right int) string {
	labels := []string{"votes   "}
	if len(votes) > 1 {
		labels = []string{"first   ", "second  "}
	}
	longest := max(p.Width-len("   first   ")-len("  12345  100 %"), 5)
	var lines []string
	for i, c := range question.Choices {
		mark := "   "
		if i == right {
			mark = "-> "
		}
		line := p.Wrap(mark+lessons.Letter(i)+") ", c.Text)
		if i == right {
			line = p.Bold(line)
		}
		lines = append(lines, line)
		for v, vote := range votes {
			share := percent(vote, i)
			bar := strings.Repeat("█", (share*longest+50)/100)
			lines = append(lines, fmt.Sprintf("   %s%s%s  %5d  %3d %%",
				labels[v], bar, strings.Repeat(" ", longest-(share*longest+50)/100), vote[i], share))
		}
		lines = append(lines, "")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}
