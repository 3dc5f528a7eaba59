package classroom

import (
	"fmt"
	"slices"

	"wirelab/lessons"
)

// A poll is a question, asked before the experiment and after it.
type poll struct {
	lesson lessons.Lesson
	number int // of the prediction, from 1
	rounds [2]round
	now    int  // the round that is asked or was last
	open   bool // votes count
}

// A round of a poll: who voted for what. In it a later vote replaces an earlier one.
type round struct {
	asked bool
	votes map[string]int // choices from 0, by id
}

// when are the names of the rounds.
var when = [2]string{"before", "after"}

// maxVotes bounds a round's votes: those who have left count, too.
const maxVotes = 4 * MaxPeople

func (p *poll) key() string { return fmt.Sprintf("%s/%d", p.lesson.Dir, p.number) }

func (p *poll) prediction() lessons.Prediction { return p.lesson.Predictions[p.number-1] }

// bars counts a round's votes for each choice; nil if it was not asked.
func (p *poll) bars(r int) []int {
	if !p.rounds[r].asked {
		return nil
	}
	bars := make([]int, len(p.prediction().Choices))
	for _, choice := range p.rounds[r].votes {
		bars[choice]++
	}
	return bars
}

// choiceOf is what a browser has voted in the round that was asked last; nil: nothing.
func (p *poll) choiceOf(id string) *int {
	choice, ok := p.rounds[p.now].votes[id]
	if !ok {
		return nil
	}
	return &choice
}

// Ask asks a lesson's question, before the experiment or after it, and has all look at it.
func (c *Class) Ask(dir string, number int, round string) error {
	at := slices.IndexFunc(c.lessons, func(l lessons.Lesson) bool { return l.Dir == dir })
	r := slices.Index(when[:], round)
	if at < 0 || number < 1 || number > len(c.lessons[at].Predictions) || r < 0 {
		return fmt.Errorf("there is no question %d of %.100q, or no round %.20q", number, dir, round)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := &poll{lesson: c.lessons[at], number: number}
	if known := c.polls[p.key()]; known != nil {
		p = known
	}
	c.polls[p.key()] = p
	if c.asked != nil {
		c.asked.open = false
	}
	p.now, p.open = r, true
	if !p.rounds[r].asked {
		p.rounds[r].asked, p.rounds[r].votes = true, map[string]int{}
	}
	c.asked = p
	c.screen = Screen{Page: Home, Lead: true}
	c.change()
	return nil
}

// CloseVote ends the vote; from now on all see the bars.
func (c *Class) CloseVote() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asked != nil {
		c.asked.open = false
	}
	c.change()
}

// Vote counts a browser's choice, from 0, in the poll of that key and round: a screen may still show an earlier one.
func (c *Class) Vote(id, key, round string, choice int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.whose(id); err != nil {
		return err
	}
	p := c.asked
	if p == nil || !p.open || p.key() != key || when[p.now] != round {
		return errClosed
	}
	votes := p.rounds[p.now].votes
	if choice < 0 || choice >= len(p.prediction().Choices) {
		return fmt.Errorf("there is no choice %d", choice)
	}
	if _, again := votes[id]; !again && len(votes) >= maxVotes {
		return errFull
	}
	votes[id] = choice
	c.change()
	return nil
}
