package bench

import "time"

// A Pause is a time in which the program did not run, though it wanted to: it, or the whole machine, was
// stopped, asleep or busy with something else. Both ends count from the start of the trial.
type Pause struct{ From, To time.Duration }

// blame divides the lateness of messages between the sender and Send. Blocked is how late a message would
// have been if only Sends took time: those of earlier messages that waited for room, without what a pause
// took of them. The rest is the sender's own, even where it comes from the lateness of a message before.
func blame(messages []Sample, pauses []Pause) (own, blocked []time.Duration) {
	usual := usualSend(messages)
	var late time.Duration // of this message, by Sends alone
	for i, m := range messages {
		if i > 0 {
			before := messages[i-1]
			waited := max(0, before.Returned-before.Sent-paused(pauses, before.Sent, before.Returned))
			if waited <= usual {
				waited = 0
			}
			late = max(0, late+waited-(m.Due-before.Due))
		}
		blocked = append(blocked, min(late, m.Sent-m.Due))
		own = append(own, m.Sent-m.Due-blocked[i])
	}
	return own, blocked
}

// usualSend is the most that a Send takes that has not waited: there is work in it, more of it the larger
// the message is.
func usualSend(messages []Sample) time.Duration {
	const least, most = 100 * time.Microsecond, time.Millisecond
	quickest := most
	for _, m := range messages {
		if m.Returned != Never {
			quickest = min(quickest, m.Returned-m.Sent)
		}
	}
	return min(max(4*quickest, least), most)
}

// paused is how much of the time from one moment to another was a pause.
func paused(pauses []Pause, from, to time.Duration) (d time.Duration) {
	for _, p := range pauses {
		d += max(0, min(to, p.To)-max(from, p.From))
	}
	return d
}

// longestPause is the longest of the trial's pauses; unknown in virtual time, which has none.
func (s *Samples) longestPause() Span {
	var longest time.Duration
	for _, p := range s.Pauses {
		longest = max(longest, p.To-p.From)
	}
	if longest == 0 {
		return Span{}
	}
	return Known(longest)
}
