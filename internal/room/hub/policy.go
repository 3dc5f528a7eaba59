package hub

import (
	"fmt"
	"slices"
	"strings"
)

// Policy says what happens to a member whose queue is full when one more event comes. No policy makes the
// other members wait, but for a moment where a journal has many events at once (backlog.go).
type Policy int

const (
	// Disconnect evicts the member. It can come back and resume.
	Disconnect Policy = iota
	// DropOldest drops the oldest event in the queue: use it where new events matter most, as in a game.
	DropOldest
	// DropNewest drops the event that has just come: use it where early events matter most.
	DropNewest
)

var policies = []string{"disconnect", "drop-oldest", "drop-newest"}

// Policies returns the names of all policies.
func Policies() []string { return slices.Clone(policies) }

// String returns the policy as a command-line flag gives it: disconnect, drop-oldest, drop-newest.
func (p Policy) String() string {
	if p < 0 || int(p) >= len(policies) {
		return fmt.Sprintf("Policy(%d)", int(p))
	}
	return policies[p]
}

// UnmarshalText reads what String returns.
func (p *Policy) UnmarshalText(text []byte) error {
	i := slices.Index(policies, string(text))
	if i < 0 {
		return fmt.Errorf("there is no policy %q; choose one of %s", text, strings.Join(policies, ", "))
	}
	*p = Policy(i)
	return nil
}
