package bench

// A settled trial is what became of its messages.
type settled struct {
	messages []Sample // those that were sent
	arrived  []int    // those received, in order of arrival of their first copies
	extra    int      // further copies that came in time
	early    int      // copies that came before their message was sent: nobody can echo that
}

// settle looks at the messages that were sent. Those that came after the wait are noted as late, and
// taken for lost where the transport does not promise that they come.
func (s *Samples) settle() settled {
	t := settled{messages: make([]Sample, 0, len(s.Messages))}
	place := make([]int, len(s.Messages)) // in messages, by sequence number
	for seq, m := range s.Messages {
		place[seq] = -1
		if m.Sent == Never {
			continue
		}
		m.Received = Never // until its first copy is found
		place[seq] = len(t.messages)
		t.messages = append(t.messages, m)
	}
	for _, a := range s.Arrivals {
		i := place[a.Seq]
		if i < 0 && s.CutShort { // what is known of it is not enough to count it
			continue
		}
		if i < 0 || a.At < t.messages[i].Sent {
			t.early++
			continue
		}
		m := &t.messages[i]
		first, took := !m.received() && m.late == 0, a.At-m.Sent
		if first && took > s.Wait {
			m.late = took
		}
		switch {
		case took > s.Wait && !s.Reliable:
		case !first:
			t.extra++
		default:
			m.Received = a.At
			t.arrived = append(t.arrived, i)
		}
	}
	return t
}

// Outcomes are the messages that were sent, as the metrics count them: what came too late over a transport that does
// not promise to deliver it is lost, and has the Received of what never came. Each listener has outcomes of its own:
// an echo server's client is the only one, and those to a room are its ordinary subscribers.
func (s *Samples) Outcomes() (each [][]Sample) {
	if s.Worked != nil {
		s = s.patient()
	}
	if s.Audience == nil {
		return [][]Sample{s.settle().messages}
	}
	for _, h := range s.Audience {
		if h.Role == Ordinary {
			each = append(each, s.heardBy(h).settle().messages)
		}
	}
	return each
}
