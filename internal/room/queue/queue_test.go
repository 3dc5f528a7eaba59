package queue

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"wirelab/internal/room/event"
)

// TestModel has consumers do things at random, and compares the queue with a list of who has what.
func TestModel(t *testing.T) {
	for seed := range uint64(200) {
		m := &model{
			Rand: rand.New(rand.NewPCG(seed, 1)), q: &Queue{Name: "kitchen"}, now: time.Unix(0, 0),
			by: map[uint64]*Consumer{}, until: map[uint64]time.Time{}, tries: map[uint64]uint64{}, gone: map[uint64]bool{},
		}
		for range 3 {
			m.hire()
		}
		for range 300 {
			m.step(t)
			m.check(t)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

type model struct {
	*rand.Rand
	q         *Queue
	now       time.Time
	consumers []*Consumer
	last      uint64

	by    map[uint64]*Consumer // who has an event
	until map[uint64]time.Time
	tries map[uint64]uint64
	gone  map[uint64]bool // done, or a dead letter
}

func (m *model) hire() {
	c := &Consumer{Share: true, Prefetch: 1 + m.IntN(3), Bytes: 10, Attempts: 3, Wait: time.Duration(1+m.IntN(5)) * time.Second}
	if m.q.Subscribe(c) == nil {
		m.consumers = append(m.consumers, c)
	}
}

func (m *model) step(t *testing.T) {
	switch n := m.IntN(12); {
	case n < 4:
		m.last++
		m.q.Add(event.Event{Offset: m.last, Event: "x"}, 1+m.IntN(6))
	case n < 7 && m.last > 0:
		m.answer(t, 1+m.Uint64N(m.last+1))
	case n == 7:
		i := m.IntN(len(m.consumers))
		m.q.Unsubscribe(m.consumers[i])
		for offset, c := range m.by {
			if c == m.consumers[i] {
				m.back(offset)
			}
		}
		m.consumers = append(m.consumers[:i], m.consumers[i+1:]...)
		m.hire()
	case n < 10:
		m.now = m.now.Add(time.Duration(m.IntN(3)) * time.Second)
	}
	for offset, until := range m.until {
		if !until.After(m.now) {
			m.back(offset)
		}
	}
	for _, letter := range m.q.Expire(m.now) {
		offset := letter.Event.Offset
		if m.by[offset] != nil || m.gone[offset] || m.tries[offset] != 3 {
			t.Errorf("event %d is dead after %d attempts", offset, m.tries[offset])
		}
		m.gone[offset] = true
		m.q.Kept(offset)
	}
	for {
		c, d, ok := m.q.Next(m.now)
		if !ok {
			return
		}
		if m.by[d.Offset] != nil || m.gone[d.Offset] || d.Attempt != m.tries[d.Offset]+1 {
			t.Errorf("event %d is delivered as attempt %d after %d", d.Offset, d.Attempt, m.tries[d.Offset])
		}
		m.by[d.Offset], m.until[d.Offset], m.tries[d.Offset] = c, m.now.Add(c.Wait), d.Attempt
	}
}

func (m *model) back(offset uint64) {
	delete(m.by, offset)
	delete(m.until, offset)
}

// answer has any consumer answer any event, which fails unless the consumer has it. Of what is done some cannot be kept.
func (m *model) answer(t *testing.T, offset uint64) {
	c := m.consumers[m.IntN(len(m.consumers))]
	again := m.IntN(2) == 0
	var err error
	if again {
		err = m.q.Again(c, offset, m.now)
	} else {
		err = m.q.Finish(c, offset)
	}
	if has := m.by[offset] == c; has != (err == nil) {
		t.Errorf("event %d is answered: %v, and that the consumer has it is %v", offset, err, has)
	}
	switch {
	case err != nil:
	case again:
		m.back(offset)
	case m.IntN(3) == 0:
		m.q.NotKept(offset, m.now)
	default:
		m.q.Kept(offset)
		m.gone[offset] = true
		m.back(offset)
	}
}

// check compares what consumers have, and that nobody who could have more has less.
func (m *model) check(t *testing.T) {
	t.Helper()
	has := map[*Consumer]int{}
	for _, c := range m.by {
		has[c]++
	}
	for i, c := range m.consumers {
		if c.has != has[c] || has[c] > c.Prefetch {
			t.Errorf("consumer %d has %d of %d, want %d", i, c.has, c.Prefetch, has[c])
		}
	}
	if left := int(m.last) - len(m.gone); m.q.Waiting() != left {
		t.Errorf("%d are not done, want %d", m.q.Waiting(), left)
	}
	if due := m.q.Due(m.now); len(m.by) > 0 && !due.After(m.now) {
		t.Error(fmt.Sprint("the next to do is due at ", due, ", and it is ", m.now))
	}
}
