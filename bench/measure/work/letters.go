package work

import (
	"encoding/json"

	"wirelab/internal/room/event"
)

// deadIn is what an event in a room for dead letters says, if it is one.
func deadIn(line []byte) []event.Dead {
	reply, err := event.DecodeReply(line)
	e, ok := reply.(event.Event)
	var d event.Dead
	if err != nil || !ok || json.Unmarshal(e.Data, &d) != nil || d.Offset == 0 {
		return nil
	}
	return []event.Dead{d}
}
