package siege

import (
	"context"
	"time"
)

// An attack is one way to do harm. A round of it ends by itself, or when its time is over; then all its
// connections are closed, and the next begins.
type attack struct {
	name  string
	over  string        // the transport
	by    int           // how many of the attackers do it
	every time.Duration // no round begins sooner after the one before
	lasts time.Duration // a round, at most
	round func(ctx context.Context, a *attacker) error
}

// attacks are all that there are, by 50 attackers together. What several of them do in a room is limited
// by the server only; what they do in rounds has a pace, or most of what is measured would be how fast
// this machine opens connections.
var attacks = []attack{
	// Whatever it goes over (anywhere_test.go and taking_test.go).
	{"flood-tcp", "tcp", 2, second, 5 * second, flood},
	{"flood-udp", "udp", 2, second, 2 * second, flood},
	{"flood-ws", "ws", 2, second, 5 * second, flood},
	{"chatter-tcp", "tcp", 1, tenth, 5 * second, chatter},
	{"chatter-udp", "udp", 1, tenth, 5 * second, chatter},
	{"chatter-ws", "ws", 1, tenth, 5 * second, chatter},
	{"replay-tcp", "tcp", 2, tenth, 5 * second, replay},
	{"replay-udp", "udp", 1, tenth, 5 * second, replay},
	{"replay-ws", "ws", 2, tenth, 5 * second, replay},
	{"slow-tcp", "tcp", 2, tenth, 15 * second, slow},
	{"slow-ws", "ws", 2, tenth, 15 * second, slow},
	{"joins-tcp", "tcp", 1, tenth, 5 * second, joins},
	{"joins-udp", "udp", 1, tenth, 5 * second, joins},
	{"joins-ws", "ws", 1, tenth, 5 * second, joins},
	{"asks-tcp", "tcp", 1, tenth, second, asks},
	{"asks-udp", "udp", 1, tenth, second, asks},
	{"asks-ws", "ws", 1, tenth, second, asks},
	{"reset-tcp", "tcp", 1, tenth, second, reset},
	{"reset-ws", "ws", 1, tenth, second, reset},
	{"rooms-tcp", "tcp", 1, tenth, 3 * second, rooms},
	{"rooms-udp", "udp", 1, tenth, 3 * second, rooms},
	{"rooms-ws", "ws", 1, tenth, 3 * second, rooms},
	{"crowd-tcp", "tcp", 1, tenth, 5 * second, crowd},
	{"crowd-udp", "udp", 2, tenth, 5 * second, crowd},
	{"crowd-ws", "ws", 1, tenth, 5 * second, crowd},
	{"impersonate-tcp", "tcp", 1, second, second, impersonate},

	// What TCP, where a line is a message, makes possible (tcp_test.go).
	{"lines-tcp", "tcp", 1, second, 5 * second, lines},
	{"half-line-tcp", "tcp", 1, tenth, 5 * second, halfLine},
	{"long-line-tcp", "tcp", 1, tenth, 3 * second, longLine},
	{"half-close-tcp", "tcp", 1, tenth, 3 * second, halfClose},
	{"garbage-tcp", "tcp", 1, tenth, 3 * second, garbage},

	// What WebSocket does (ws_test.go).
	{"unfinished-ws", "ws", 1, tenth, 5 * second, unfinished},
	{"fragments-ws", "ws", 1, tenth, 3 * second, fragments},
	{"top-bit-ws", "ws", 1, tenth, 2 * second, topBit},
	{"violations-ws", "ws", 1, tenth, 2 * second, violations},
	{"slow-headers-ws", "ws", 1, tenth, 5 * second, slowHeaders},
	{"pings-ws", "ws", 1, tenth, 3 * second, pings},
	{"half-open-ws", "ws", 1, tenth, 5 * second, halfOpen},

	// What Socket.IO does on the same port (socketio_test.go).
	{"unpolled-sio", "ws", 1, tenth, 5 * second, unpolled},
	{"attachments-sio", "ws", 1, tenth, 5 * second, attachments},

	// And UDP (udp_test.go).
	{"typed-udp", "udp", 1, second, 3 * second, typed},
	{"malformed-udp", "udp", 1, tenth, 3 * second, malformed},
}

const (
	second = time.Second
	tenth  = time.Second / 10
)

// named returns the attack of that name.
func named(name string) (attack, bool) {
	for _, a := range attacks {
		if a.name == name {
			return a, true
		}
	}
	return attack{}, false
}

// attackers returns how many make these attacks.
func attackers(these []attack) (n int) {
	for _, a := range these {
		n += a.by
	}
	return n
}
