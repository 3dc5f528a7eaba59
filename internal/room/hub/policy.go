package hub

import (
	"fmt"
	"slices"
	"strings"
)

// Policy is what happens to a member whose queue is full when one more event comes. The others are
// not held up, whatever it is.
type Policy int

const (
	// Disconnect evicts the member. It can come back and resume.
	Disconnect Policy = iota
	// DropOldest drops the oldest event in the queue: what is new counts, as in a game.
	DropOldest
	// DropNewest drops the event that has come: what was first counts.
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
		return fmt.Errorf("policy %q is none of %s", text, strings.Join(policies, ", "))
	}
	*p = Policy(i)
	return nil
}
