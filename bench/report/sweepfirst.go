package report

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/internal/term/words"
)

// firstPage is a sweep over guarantees as it fits a small screen: what each of them lost, had done twice, and took.
func (s *Sweep) firstPage() page {
	of := s.Reports[0]
	p := page{
		title: s.firstTitle(), short: true, labels: 2, header: []string{"", "guarantee"}, transports: s.Base.Transports,
		last: fmt.Sprintf("More: --full, or --guarantee. Why: wirelab lessons show %d", of.lesson()),
	}
	for _, name := range s.Base.Transports {
		text := title(name)
		if s.Base.UnsoundOn(name) != "" {
			text = doubted(text)
		}
		p.header = append(p.header, text)
	}
	p.first = s.reservations()
	for _, r := range s.Reports {
		if len(r.Results) > 0 {
			p.first = append(p.first, r.fateSentence())
		}
	}
	names := []string{"never applied", "applied twice", "recovery"}
	if s.Base.Crash == bench.CrashNone {
		names[2] = "p99"
	}
	if slices.ContainsFunc(s.Reports, func(r *Report) bool { return r.overQueues("", deadLetters) != "" }) {
		names = append(names, "dead letters")
	}
	for _, name := range names {
		p.grid = append(p.grid, s.numbers(name)...)
	}
	p.legend = nonEmpty(of.marks(p.header, p.grid))
	return p
}

// reservations are what is missing, or not to be concluded, at whatever guarantee.
func (s *Sweep) reservations() (said []string) {
	for _, r := range s.Reports {
		for _, text := range r.reservations() {
			if !slices.Contains(said, text) {
				said = append(said, text)
			}
		}
	}
	if n := len(s.Reports); n < len(s.Values) {
		said = append(said, fmt.Sprintf("Cut short: only %d of %d guarantees were measured.", n, len(s.Values)))
	}
	return said
}

// numbers are the lines of a row, one for each guarantee, all in the same unit.
func (s *Sweep) numbers(name string) (lines [][]string) {
	var figures []figure
	var x row
	for _, r := range s.Reports {
		all := r.all()
		x = all[slices.IndexFunc(all, func(x row) bool { return x.called() == name })]
		for _, transport := range s.Base.Transports {
			var f figure
			if of := r.Result(transport); of != nil {
				f = x.figure(of)
			}
			figures = append(figures, f)
		}
	}
	texts, unit := x.quantity.texts(figures)
	if unit != "" {
		name += ", " + unit
	}
	for i := range s.Reports {
		line := []string{name, s.Values[i]}
		for j := range s.Base.Transports {
			at := i*len(s.Base.Transports) + j
			text := texts[at]
			if figures[at].telling {
				text += tellingMark
			}
			line = append(line, text)
		}
		lines, name = append(lines, line), "" // said once
	}
	return lines
}

// firstTitle says in one line of firstWidth columns what was measured, as far as there is room.
func (s *Sweep) firstTitle() string {
	p := s.Base
	title := "queue on " + s.Reports[0].place()
	if p.Crash != bench.CrashNone {
		title += fmt.Sprintf(", the %s crashes", p.Crash)
	}
	rate := strconv.FormatFloat(p.Rate, 'f', -1, 64) + " msg/s"
	times := words.Duration(p.Duration)
	if p.Trials > 1 {
		times = fmt.Sprintf("%d x %s", p.Trials, times)
	}
	for _, details := range []string{fmt.Sprintf("%s x %d B", rate, p.Size), rate} {
		if line := title + ": " + details + " · " + times; utf8.RuneCountInString(line) <= firstWidth {
			return line
		}
	}
	return title
}
