package bench

import "math"

// replyCap looks for the trace of a server that caps its replies by the second: again and again n
// messages come back, and then none until a second is full. Loss by the network has no such clock.
func replyCap(messages []Sample) (n int, ok bool) {
	if len(messages) < 2 {
		return 0, false
	}
	perSecond := float64(len(messages)-1) / messages[len(messages)-1].Due.Seconds()
	back, lost := runs(messages)
	if len(back) < 2 || len(lost) < 1 {
		return 0, false
	}
	for i, n := range back[1:] { // the first began before we looked
		silence := float64(lost[i]) >= max(3, perSecond/20) // a single loss is none
		if !silence || !near(n, back[1]) || !near(n+lost[i], int(math.Round(perSecond))) {
			return 0, false
		}
	}
	return back[1], true
}

// runs returns how many messages in a row came back, and how many then were lost, again and again.
// What the last loss or return begins is left out: it was not seen to its end.
func runs(messages []Sample) (back, lost []int) {
	run := 0
	for i := 1; i < len(messages); i++ {
		run++
		was, is := messages[i-1].Received != Never, messages[i].Received != Never
		switch {
		case was && !is:
			back, run = append(back, run), 0
		case !was && is:
			lost, run = append(lost, run), 0
		}
	}
	return back, lost
}

func near(a, b int) bool { return math.Abs(float64(a-b)) <= 0.02*float64(b)+1 }

// replyCapOf returns the cap that every trial with losses shows, nil if there is none.
func replyCapOf(trials []Metrics) *int {
	var shown *int
	for _, t := range trials {
		switch {
		case t.Lost == 0:
		case t.ReplyCap == nil || shown != nil && !near(*t.ReplyCap, *shown):
			return nil
		default:
			shown = t.ReplyCap
		}
	}
	return shown
}
