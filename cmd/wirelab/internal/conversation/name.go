package conversation

import (
	"os/user"
	"strings"

	"wirelab/internal/room/event"
)

// LoginName is the user's name as a name in a room; empty if that cannot be.
func LoginName() string {
	who, err := user.Current()
	if err != nil {
		return ""
	}
	name := who.Username[strings.LastIndexAny(who.Username, `\/`)+1:] // without Windows' domain
	name = strings.Map(func(r rune) rune {
		if event.IsWord(string(r)) {
			return r
		}
		return -1
	}, name)
	return name[:min(len(name), 32)]
}
