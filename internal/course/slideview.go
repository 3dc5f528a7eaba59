package course

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/course/paper"
)

// slideWidth is how many columns text takes on a slide. With so few, letters can be large.
const slideWidth = 60

// Resize says how large the screen is.
func (s *Slides) Resize(width, height int) {
	s.width, s.height = max(width, 10), max(height, 8)
	s.page = min(s.page, len(s.pages())-1)
}

func (s *Slides) paper() paper.Paper {
	return paper.Paper{Width: min(slideWidth, s.width), Wide: s.width, Escapes: s.Escapes}
}

// View is the screen: as many lines as it has, none longer than it is wide.
func (s *Slides) View() string {
	p := s.paper()
	heading := fmt.Sprintf("%d  %s", s.Lesson.Number, s.Lesson.Title)
	if s.at >= 0 && s.at < len(s.Steps) && s.Steps[s.at].Section != "" {
		heading += " · " + s.Steps[s.at].Section
	}
	lines := []string{p.Bold(heading), p.Rule(""), ""}
	pages := s.pages()
	lines = append(lines, pages[min(s.page, len(pages)-1)]...)
	for len(lines) < s.height-3 {
		lines = append(lines, "")
	}
	lines = append(lines, p.Bold(s.prompt()), p.Rule(""), s.footer())
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, s.width, "")
	}
	return strings.Join(lines, "\n")
}

// prompt is the line above the footer, about what is typed.
func (s *Slides) prompt() string {
	switch {
	case s.message != "":
		return s.message
	case !s.asking():
		return ""
	case s.typed != "":
		return "votes: " + s.typed
	}
	number := s.Steps[s.at].Prediction
	example := strings.Join(strings.Fields("12 5 3 4 2 1 6 2")[:min(len(s.Lesson.Predictions[number].Choices), 8)], " ")
	switch len(s.allVotes[number]) {
	case 0:
		return fmt.Sprintf("Vote. Type how many there are for each, such as %s", example)
	case 1:
		return "Discuss, then vote again: type the numbers"
	}
	return ""
}

// room is how many lines of a step the screen shows.
func (s *Slides) room() int { return s.height - 6 }

// pages are the screens that the step takes.
func (s *Slides) pages() [][]string { return paged(s.lines(), s.room(), s.room()) }

// lines are what the step shows, in lines of the screen.
func (s *Slides) lines() []string {
	text, act := s.content()
	lines := s.broken(act)
	if text == "" {
		return lines
	}
	above := s.broken(text)
	if len(lines) == 0 {
		return above
	}
	both := append(append(above, "", ""), lines...)
	if s.at >= 0 && s.at < len(s.Steps) && len(both) > s.room() {
		if _, done := s.outcomes[s.at]; done {
			return lines // the output, when there is one, and not what came before it
		}
	}
	return both
}

// broken takes a text apart into lines, at the screen's edge if must be.
func (s *Slides) broken(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(ansi.Hardwrap(text, s.width, true), "\n")
}

// content is the text of what is shown, and below that what is done with it.
func (s *Slides) content() (text, act string) {
	p := s.paper()
	switch s.at {
	case -1:
		return s.title(), ""
	case len(s.Steps):
		return s.end(), ""
	}
	step := s.Steps[s.at]
	text, err := p.Text(step.Text, nil)
	if err != nil { // it was set when the program was tested
		text = step.Text
	}
	switch step.Kind {
	case Ask:
		question := s.Lesson.Predictions[step.Prediction]
		act = p.Bold(p.Wrap("", question.Question)) + "\n\n" + ballot(p, question, s.allVotes[step.Prediction], -1)
	case Run, Serve:
		act = p.Command(step.Command.Line)
		if o, done := s.outcomes[s.at]; done {
			act += "\n\n" + o.set(p, step.Command)
		}
	case Try:
		act = try(p, step.Command)
	case Answer:
		act = s.answer(step.Prediction)
	}
	return text, act
}

// answer shows the votes beside what was measured, and what wrong choices come from.
func (s *Slides) answer(number int) string {
	p, question := s.paper(), s.Lesson.Predictions[number]
	r, done := s.results[number]
	asked := p.Bold(p.Wrap("", question.Question)) + "\n\n"
	switch {
	case !done:
		return asked + ballot(p, question, s.allVotes[number], -1)
	case r.problem != nil:
		return asked + r.verdict(p, number, question)
	}
	text := asked + ballot(p, question, s.allVotes[number], r.right) + "\n\n" + p.Wrap("Measured: ", name(question, r.right))
	for i, c := range question.Choices {
		if i != r.right && c.Misconception != "" {
			text += "\n\n" + p.Wrap("What leads to "+name(question, i)[:1]+"?  ", c.Misconception)
		}
	}
	return text
}

// title is shown first, while a class comes in.
func (s *Slides) title() string {
	p := s.paper()
	width := strings.Repeat("═", max(slideWidth-2, 0))
	return strings.Join([]string{
		p.Bold(fmt.Sprintf("Lesson %d", s.Lesson.Number)), "",
		p.Bold(p.Wrap("", s.Lesson.Title)), "",
		p.Wrap("", Facts(s.Lesson)), "", "",
		p.Wrap("", "Make the letters larger until this line fills the screen (Ctrl and +, or Cmd and +):"), "",
		"╞" + width + "╡", "",
		p.Wrap("", fmt.Sprintf("It takes %d columns; there are %d.", slideWidth, s.width)),
	}, "\n")
}

// end shows how the class has voted, and what it was about.
func (s *Slides) end() string {
	p := s.paper()
	var parts []string
	for i, question := range s.Lesson.Predictions {
		r, done := s.results[i]
		if !done || r.right < 0 {
			continue
		}
		text := p.Wrap(fmt.Sprintf("%d  ", i+1), question.Question) + "\n" + p.Wrap("   ", name(question, r.right))
		switch votes := s.allVotes[i]; len(votes) {
		case 1:
			text += fmt.Sprintf("\n   predicted by %d %%", percent(votes[0], r.right))
		case 2:
			text += fmt.Sprintf("\n   predicted by %d %%, and by %d %% after the discussion", percent(votes[0], r.right), percent(votes[1], r.right))
		}
		parts = append(parts, text)
	}
	parts = append(parts, p.Wrap("Many think, before this lesson: ", s.Lesson.Misconception))
	return strings.Join(parts, "\n\n")
}
