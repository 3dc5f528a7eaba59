package classroom

import "slices"

// A State is what a screen shows. Students' screens have no votes before the teacher closes the poll.
type State struct {
	Here    int     `json:"here"` // browsers that are connected
	Screen  Screen  `json:"screen"`
	Poll    *Poll   `json:"poll,omitempty"`
	Number  int     `json:"number"`            // said last in the room; 0: none yet
	Measure int     `json:"measure"`           // the round of measuring the network; 0: none yet
	Network *Pooled `json:"network,omitempty"` // what was measured in it
	Heard   *Heard  `json:"heard,omitempty"`   // for the teacher
	Address string  `json:"address,omitempty"` // the same
}

// A Poll is a question as it stands on screens.
type Poll struct {
	Key      string           `json:"key"`
	Round    string           `json:"round"` // before or after
	Open     bool             `json:"open"`
	Lesson   string           `json:"lesson"` // its title
	Question string           `json:"question"`
	Choices  []string         `json:"choices"`
	Votes    int              `json:"votes"`
	Mine     *int             `json:"mine,omitempty"` // what this browser has voted in this round
	Bars     map[string][]int `json:"bars,omitempty"` // votes for each choice, by round
}

// Heard says who has heard the latest number: a mark for each browser, in an order that does not change.
type Heard struct {
	Live      int      `json:"live"`
	Recovered int      `json:"recovered"`
	Slowest   float64  `json:"slowest"` // ms until the last of those who heard it live has told so
	Marks     []string `json:"marks"`   // live, recovered or none
}

// state is what students see, or the teacher.
func (c *Class) state(teacher bool) State {
	s := State{
		Here: c.here(), Screen: c.screen, Number: c.said.number, Measure: c.network.round, Network: c.network.pooled(),
	}
	if p := c.asked; p != nil {
		s.Poll = &Poll{
			Key: p.key(), Round: when[p.now], Open: p.open, Lesson: p.lesson.Title,
			Question: p.prediction().Question, Votes: len(p.rounds[p.now].votes),
		}
		for _, choice := range p.prediction().Choices {
			s.Poll.Choices = append(s.Poll.Choices, choice.Text)
		}
		if teacher || !p.open {
			s.Poll.Bars = map[string][]int{}
			for r, name := range when {
				if bars := p.bars(r); bars != nil {
					s.Poll.Bars[name] = bars
				}
			}
		}
	}
	if teacher {
		s.Address = c.Address
		if c.said.number > 0 {
			s.Heard = c.heard()
		}
	}
	return s
}

// heard is the map of the room: those who are connected, and those who have heard it and are away.
func (c *Class) heard() *Heard {
	h := &Heard{Marks: []string{}}
	var ids []string
	for id, p := range c.people {
		if _, ok := c.said.heard[id]; ok || p.live > 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return c.people[a].number - c.people[b].number })
	for _, id := range ids {
		switch got, ok := c.said.heard[id]; {
		case !ok:
			h.Marks = append(h.Marks, "none")
		case got.recovered:
			h.Recovered++
			h.Marks = append(h.Marks, "recovered")
		default:
			h.Live++
			h.Slowest = max(h.Slowest, float64(got.after.Microseconds())/1000)
			h.Marks = append(h.Marks, "live")
		}
	}
	return h
}

// A Result is what a poll has found, to be kept.
type Result struct {
	Lesson   string           `json:"lesson"`
	Question string           `json:"question"`
	Choices  []string         `json:"choices"`
	Votes    map[string][]int `json:"votes"` // for each choice, by round
}

// Results are those of all polls, by their keys.
func (c *Class) Results() map[string]Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := map[string]Result{}
	for key, p := range c.polls {
		r := Result{Lesson: p.lesson.Title, Question: p.prediction().Question, Votes: map[string][]int{}}
		for _, choice := range p.prediction().Choices {
			r.Choices = append(r.Choices, choice.Text)
		}
		for i, name := range when {
			if bars := p.bars(i); bars != nil {
				r.Votes[name] = bars
			}
		}
		all[key] = r
	}
	return all
}
