package queue_test

import (
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/queue"
)

// Two consumers share the work. One of them takes too long, so that the other one gets its event, too.
func Example() {
	q := &queue.Queue{Room: "orders", Name: "kitchen"}
	slow := &queue.Consumer{Share: true, Prefetch: 1, Attempts: 5, Wait: time.Minute}
	quick := &queue.Consumer{Share: true, Prefetch: 1, Attempts: 5, Wait: time.Minute}
	q.Subscribe(slow)
	q.Subscribe(quick)
	q.Add(event.Event{Offset: 1, Event: "tea"}, 3)
	q.Add(event.Event{Offset: 2, Event: "cake"}, 4)

	now := time.Now()
	for range 2 {
		_, d, _ := q.Next(now)
		fmt.Println(d.Event, "attempt", d.Attempt)
	}
	q.Finish(quick, 2)
	q.Kept(2)
	q.Unsubscribe(slow)
	_, d, _ := q.Next(now)
	fmt.Println(d.Event, "attempt", d.Attempt)
	fmt.Println(q.Finish(quick, 2))
	// Output:
	// tea attempt 1
	// cake attempt 1
	// tea attempt 2
	// not-waiting: offset 2 is done already, a dead letter, or was never for kitchen to do
}
