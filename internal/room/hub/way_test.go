package hub

import (
	"testing"
	"testing/synctest"
	"time"
)

// Where the queue of one who reads is three quarters full, it is those who say more than two things within
// ten moments who give way; where it is half full, those who say more than ten.
func TestGiveWay(t *testing.T) {
	for _, c := range []struct {
		queued, says int // messages that wait for another, and what is then said in haste
		gives        bool
	}{
		{31, 12, false},
		{50, 10, false},
		{50, 11, true},
		{75, 2, false},
		{75, 3, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHub()
			h.Rate, h.QueueMessages = 1000, 100
			ada, eve, ben := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve"), enter(t, h, "blue", "ben")
			ben.lines()
			for range c.queued {
				eve.send(say("hi"))
				eve.lines()
				ada.lines()
				time.Sleep(pause / 5)
			}
			for range c.says {
				ada.send(say("hi"))
				ada.lines()
				eve.lines()
			}
			ada.mu.Lock()
			gives := ada.givesWay() > 0
			ada.mu.Unlock()
			if gives != c.gives {
				t.Errorf("%d messages wait, %d more are said at once: gives way is %t", c.queued, c.says, gives)
			}
		})
	}
}
