// Package classroom is a class with the browsers of its people: they vote on the predictions of the lessons, hear what
// is said in a room, measure their network to the teacher, and follow the teacher from page to page.
//
// Nobody has a name. What a browser sends counts for itself alone; what all screens show is the teacher's to say, whose
// browser has a key. All is in memory, bounded, and gone when the class ends.
package classroom

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/lessons"
)

// MaxPeople is how many browsers are in a class at once. One address alone gets two thirds of what is free
// (netx.Shares), so that it does not keep the others out.
const MaxPeople = 512

// forgotten is how long a browser may be away before its place is given to another.
const forgotten = 10 * time.Minute

// A Class is one. Make it with New.
type Class struct {
	Key     string // whoever has it is the teacher
	Address string // where others join, for the teacher's screen to show
	lessons []lessons.Lesson
	isPage  func(path string) bool

	mu      sync.Mutex
	places  netx.Shares
	people  map[string]*person // by id
	joined  int                // ever
	screen  Screen
	polls   map[string]*poll // by question
	asked   *poll            // the latest; nil: none yet
	said    said
	network network
	changed chan struct{} // closed when something is new
	now     func() time.Time
}

// A Screen is what all are to look at.
type Screen struct {
	Page string `json:"page"` // a path within the site
	Lead bool   `json:"lead"` // the browsers go there
}

// A person is a browser in the class.
type person struct {
	from   netip.Addr
	number int       // in the order of joining
	live   int       // streams that are open
	left   time.Time // when the last of them ended
	tokens float64   // requests that it may make now (allow)
	filled time.Time // when tokens was right
}

// New makes a class. Its events are said in a room of rooms; isPage says whether the site has a page. End it in the end.
func New(all []lessons.Lesson, rooms *hub.Hub, isPage func(path string) bool) *Class {
	c := &Class{
		Key: rand.Text(), lessons: all, isPage: isPage,
		places: netx.Shares{Places: MaxPeople}, people: map[string]*person{}, polls: map[string]*poll{},
		screen: Screen{Page: Home}, changed: make(chan struct{}), now: time.Now,
	}
	c.said.enter(rooms)
	return c
}

// End has the class leave its room.
func (c *Class) End() { c.said.leave() }

// Home is the class's own page, TeacherPage the teacher's.
const (
	Home        = "class/index.html"
	TeacherPage = "class/teacher.html"
)

var (
	errFull    = errors.New("the class is full")
	errUnknown = errors.New("this browser is not in the class: join again")
	errTooFast = errors.New("too many requests a second: wait a moment")
	errClosed  = errors.New("nothing is asked now")
)

// IsTeacher says whether a key is the class's.
func (c *Class) IsTeacher(key string) bool {
	return subtle.ConstantTimeCompare([]byte(key), []byte(c.Key)) == 1
}

// Join gives a browser at an address a place, and an id for it.
func (c *Class) Join(from netip.Addr) (id string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.places.Take(from) {
		c.forget()
		if !c.places.Take(from) {
			return "", errFull
		}
	}
	id = rand.Text()
	c.joined++
	c.people[id] = &person{from: from, number: c.joined, left: c.now(), tokens: burst, filled: c.now()}
	c.change()
	return id, nil
}

// forget gives the places of those back who have been away for long. What they have voted stays.
func (c *Class) forget() {
	for id, p := range c.people {
		if p.live == 0 && c.now().Sub(p.left) > forgotten {
			c.places.Give(p.from)
			delete(c.people, id)
		}
	}
}

// A browser may make so many requests a second on average, and so many at once.
const (
	perSecond = 5
	burst     = 20
)

// whose finds the one who makes a request, and counts it.
func (c *Class) whose(id string) (*person, error) {
	p, ok := c.people[id]
	if !ok {
		return nil, errUnknown
	}
	now := c.now()
	p.tokens = min(burst, p.tokens+perSecond*now.Sub(p.filled).Seconds())
	p.filled = now
	if p.tokens < 1 {
		return nil, errTooFast
	}
	p.tokens--
	return p, nil
}

// here counts those whose browser is connected.
func (c *Class) here() (n int) {
	for _, p := range c.people {
		if p.live > 0 {
			n++
		}
	}
	return n
}

// change tells all who listen that something is new.
func (c *Class) change() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// Show has all look at a page of the site; lead is whether their browsers go there.
func (c *Class) Show(page string, lead bool) error {
	path, _, _ := strings.Cut(page, "#")
	if !c.isPage(path) || strings.HasPrefix(path, "teacher/") || path == TeacherPage || len(page) > 300 {
		return fmt.Errorf("there is no page %.100q for the class", page)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.screen = Screen{Page: page, Lead: lead}
	c.change()
	return nil
}

// Lead has all browsers go to the page that is shown, or go where they like.
func (c *Class) Lead(lead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.screen.Lead = lead
	c.change()
}
