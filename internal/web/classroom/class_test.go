package classroom

import (
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/lessons"
)

var here = netip.MustParseAddr("192.0.2.7")

// newClass is one whose site has a page for each lesson, and whose clock stands still.
func newClass(t *testing.T) *Class {
	t.Helper()
	c := New(lessons.All(), &hub.Hub{}, func(path string) bool {
		return path == Home || strings.HasPrefix(path, "lessons/") || strings.HasPrefix(path, "teacher/")
	})
	t.Cleanup(c.End)
	now := time.Now()
	c.now = func() time.Time { return now }
	return c
}

// joined lets so many browsers join.
func joined(t *testing.T, c *Class, n int) (ids []string) {
	t.Helper()
	for range n {
		id, err := c.Join(here)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// question is the first of the first lesson that has one.
func question(t *testing.T) (dir, key string) {
	t.Helper()
	for _, l := range lessons.All() {
		if len(l.Predictions) > 0 {
			return l.Dir, l.Dir + "/1"
		}
	}
	t.Fatal("no lesson asks anything")
	return "", ""
}

// TestVotes: a browser has one vote in each round, and can change it until the poll is closed. What it was is seen by the
// teacher at once, and by the others when it is closed; after the experiment it is asked again, and both are there.
func TestVotes(t *testing.T) {
	c := newClass(t)
	dir, key := question(t)
	ids := joined(t, c, 3)
	expect := func(got, want error) {
		t.Helper()
		if !errors.Is(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	expect(c.Vote(ids[0], key, "before", 0), errClosed)
	expect(c.Ask(dir, 1, "before"), nil)
	expect(c.Vote(ids[0], key, "before", 0), nil)
	expect(c.Vote(ids[1], key, "before", 0), nil)
	expect(c.Vote(ids[1], key, "before", 1), nil)
	expect(c.Vote(ids[2], key, "after", 1), errClosed)
	expect(c.Vote("nobody", key, "before", 1), errUnknown)
	if err := c.Vote(ids[2], key, "before", 99); err == nil {
		t.Error("there is a choice 99")
	}
	choices := len(c.asked.prediction().Choices)
	count := func(first, second int) []int { return append([]int{first, second}, make([]int, choices-2)...) }
	if got := c.state(true).Poll.Bars["before"]; !reflect.DeepEqual(got, count(1, 1)) {
		t.Errorf("the teacher sees %v", got)
	}
	if got := c.state(false).Poll.Bars; got != nil {
		t.Errorf("before it is closed all see %v", got)
	}
	c.CloseVote()
	expect(c.Vote(ids[2], key, "before", 1), errClosed)
	if got := c.state(false).Poll.Bars; !reflect.DeepEqual(got, map[string][]int{"before": count(1, 1)}) {
		t.Errorf("all see %v", got)
	}
	expect(c.Ask(dir, 1, "after"), nil)
	expect(c.Vote(ids[0], key, "after", 1), nil)
	c.CloseVote()
	want := map[string][]int{"before": count(1, 1), "after": count(0, 1)}
	if got := c.state(false).Poll.Bars; !reflect.DeepEqual(got, want) {
		t.Errorf("all see %v, want %v", got, want)
	}
	if got := c.Results()[key].Votes; !reflect.DeepEqual(got, want) {
		t.Errorf("kept is %v, want %v", got, want)
	}
	for _, wrong := range []error{c.Ask("gone", 1, "before"), c.Ask(dir, 0, "before"), c.Ask(dir, 99, "before"), c.Ask(dir, 1, "later")} {
		if wrong == nil {
			t.Error("what is not there was asked")
		}
	}
}

// TestPlaces: a class is full when it is full; one address does not fill it; who has been away for long makes room.
func TestPlaces(t *testing.T) {
	c := newClass(t)
	n := 0
	for ; ; n++ {
		if _, err := c.Join(here); err != nil {
			break
		}
	}
	if n < 200 || n > MaxPeople*3/4 {
		t.Errorf("one address has %d of %d places", n, MaxPeople)
	}
	other := netip.MustParseAddr("198.51.100.1")
	id, err := c.Join(other)
	if err != nil {
		t.Errorf("another address: %v", err)
	}
	later := c.now().Add(forgotten + time.Second)
	leave, err := c.attend(id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	c.now = func() time.Time { return later }
	if _, err := c.Join(here); err != nil {
		t.Errorf("nobody has made room: %v", err)
	}
	if _, err := c.whose(id); err != nil {
		t.Errorf("who was there all the time is forgotten: %v", err)
	}
}

// TestRate: one browser cannot ask without end, and that is no matter for the others.
func TestRate(t *testing.T) {
	c := newClass(t)
	ids := joined(t, c, 2)
	dir, key := question(t)
	if err := c.Ask(dir, 1, "before"); err != nil {
		t.Fatal(err)
	}
	for i := range burst {
		if err := c.Vote(ids[0], key, "before", 0); err != nil {
			t.Fatalf("vote %d: %v", i, err)
		}
	}
	if err := c.Vote(ids[0], key, "before", 0); !errors.Is(err, errTooFast) {
		t.Errorf("one more: %v", err)
	}
	if err := c.Vote(ids[1], key, "before", 0); err != nil {
		t.Errorf("another: %v", err)
	}
	later := c.now().Add(time.Second)
	c.now = func() time.Time { return later }
	if err := c.Vote(ids[0], key, "before", 0); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

// TestShow: the teacher leads to pages of the class's, and to no others.
func TestShow(t *testing.T) {
	c := newClass(t)
	for page, ok := range map[string]bool{
		"lessons/01-a.html": true, "lessons/01-a.html#run": true, Home: true, "teacher/01-a.html": false, TeacherPage: false,
		"https://example.org/": false, "": false, "gone.html": false, "lessons/" + strings.Repeat("a", 300): false,
	} {
		if err := c.Show(page, true); (err == nil) != ok {
			t.Errorf("%q: %v", page, err)
		}
	}
}

// TestLead: who lets all go while a screen has not heard of the page that they were led to does not change the page.
func TestLead(t *testing.T) {
	c := newClass(t)
	page := "lessons/01-a.html#run"
	if err := errors.Join(c.lead(request{Do: "show", Page: page, Lead: true}), c.lead(request{Do: "lead"})); err != nil {
		t.Fatal(err)
	}
	if got := c.state(true).Screen; got != (Screen{Page: page}) {
		t.Errorf("all see %v", got)
	}
	if err := c.lead(request{Do: "lead", Lead: true}); err != nil || c.state(false).Screen != (Screen{Page: page, Lead: true}) {
		t.Errorf("led again: %v, %v", c.state(false).Screen, err)
	}
}

// TestTrips: what all have measured is pooled, and what cannot be is refused.
func TestTrips(t *testing.T) {
	c := newClass(t)
	ids := joined(t, c, 2)
	if got := c.state(false).Network; got != nil {
		t.Errorf("nothing was measured, but there is %+v", got)
	}
	c.Measure()
	for i, trips := range [][]float64{{1, 2, 3, 4}, {10, 20, 30, 40, 50, 60}} {
		if err := c.Trips(ids[i], 1, trips); err != nil {
			t.Fatal(err)
		}
	}
	want := &Pooled{Round: 1, Phones: 2, Trips: 10, P50: 10, P90: 50, P99: 60, Medians: []float64{2, 30}}
	if got := c.state(false).Network; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, trips := range [][]float64{nil, {-1}, {1e9}, make([]float64, MaxTrips+1)} {
		if err := c.Trips(ids[0], 1, trips); err == nil {
			t.Errorf("%v counts", trips)
		}
	}
	c.Measure()
	if err := c.Trips(ids[0], 1, []float64{5}); err != nil { // of the round before
		t.Fatal(err)
	}
	if got := c.state(false).Network; got.Phones != 0 || got.Round != 2 {
		t.Errorf("a new round begins with %+v", got)
	}
}

// TestHeard: the map has a mark for each who is there, in the order of joining; a number that nobody has said does not count.
func TestHeard(t *testing.T) {
	c := newClass(t)
	ids := joined(t, c, 4)
	for _, id := range ids[:3] {
		leave, err := c.attend(id)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
	}
	if err := c.Say(); err != nil {
		t.Fatal(err)
	}
	tag := c.said.tag
	for _, heard := range []error{
		c.Heard(ids[0], 1, tag, false), c.Heard(ids[1], 1, "guessed", false), c.Heard(ids[1], 2, tag, false),
		c.Heard(ids[2], 1, tag, true), c.Heard(ids[2], 1, tag, false),
	} {
		if heard != nil {
			t.Error(heard)
		}
	}
	got := c.state(true).Heard
	if want := []string{"live", "none", "recovered"}; !reflect.DeepEqual(got.Marks, want) || got.Live != 1 || got.Recovered != 1 {
		t.Errorf("got %+v, want %q", got, want)
	}
	if c.state(false).Heard != nil {
		t.Error("the map is for the teacher")
	}
}

// TestStreams: one browser has some streams, for its tabs, and no more.
func TestStreams(t *testing.T) {
	c := newClass(t)
	id := joined(t, c, 1)[0]
	var first func()
	for i := range perOne {
		leave, err := c.attend(id)
		if err != nil {
			t.Fatalf("stream %d: %v", i, err)
		}
		first = leave
	}
	if _, err := c.attend(id); !errors.Is(err, errTooFast) {
		t.Errorf("one more: %v", err)
	}
	if got := c.state(false).Here; got != 1 {
		t.Errorf("one browser counts as %d", got)
	}
	first()
	if _, err := c.attend(id); err != nil {
		t.Errorf("after one has ended: %v", err)
	}
}
