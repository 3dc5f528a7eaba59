package hub

import (
	"cmp"
	"slices"

	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// maxWatchers is how many of a room's members may watch its queues: each is told of each step of each event.
const maxWatchers = 16

// tellQueues answers how far a room's queues are. Who asks need not be in the room.
func (h *Hub) tellQueues(m *Member, request *event.Request) {
	r, _ := h.find(request.Room)
	switch {
	case !m.spend(request, 1, 1):
	case r == nil:
		m.fail(request, event.NoSuchRoom, "there is no room "+request.Room)
	case len(m.seats) == 0: // and nothing of it is under way, as with somebody who has no lease over UDP
		m.reply(r.state(request, h.maxEvent()))
	default:
		h.answerInTurn(m, r.state(request, h.maxEvent()))
	}
}

// watchQueues does the same, and has the member told of what follows.
func (h *Hub) watchQueues(s *seat, request *event.Request) {
	r := s.room
	watches := slices.Contains(r.watchers, s)
	switch {
	case !s.member.spend(request, 1, 1):
		return
	case !watches && len(r.watchers) >= maxWatchers:
		h.inTurn(s.member, request, &event.Error{Code: event.TooManyWatch, Reason: "as many as may do so watch this room already"})
		return
	case !watches:
		r.watchers = append(r.watchers, s)
	}
	h.answerInTurn(s.member, r.state(request, h.maxEvent()))
}

func (h *Hub) unwatch(s *seat) {
	s.room.watchers = slices.DeleteFunc(s.room.watchers, func(other *seat) bool { return other == s })
}

// state is the answer to a queue, of a size that a message may have.
func (r *room) state(request *event.Request, most int) event.Queues {
	answer := event.Queues{ID: request.ID, Room: r.name, Offset: r.head}
	queues := slices.SortedFunc(slices.Values(r.queues), func(a, b *work) int { return cmp.Compare(a.Name, b.Name) })
	space := most - listSpace
	for _, w := range queues {
		q := w.State()
		q.Dead = w.dead
		if space -= len(q.JSON()) + len(","); space < 0 || answer.More > 0 {
			answer.More++
			continue
		}
		answer.Queues = append(answer.Queues, q)
	}
	return answer
}

// tellWatchers tells those who watch a room what has become of an event in a queue.
func (h *Hub) tellWatchers(w *work, s event.Step) {
	r := w.room
	r.steps++
	if len(r.watchers) == 0 {
		return
	}
	s.Room, s.Durable, s.Number = r.name, w.Name, r.steps
	msg := h.hold(newMessage(s), len(r.watchers))
	for _, watcher := range r.watchers {
		watcher.member.push(msg, nil)
	}
}

// nameOf is what a consumer is called in the room; "" if there is none.
func (w *work) nameOf(c *queue.Consumer) string {
	if s := w.seats[c]; s != nil {
		return s.name
	}
	return ""
}
