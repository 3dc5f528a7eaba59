package link

import "encoding/json"

// MarshalJSON writes c for reports: times in milliseconds, shares from 0 to 1, bandwidth in bit/s and
// queue in bytes (the default where c leaves it out, and 0 where nothing waits). burst is null where
// there are none.
func (c Config) MarshalJSON() ([]byte, error) {
	out := struct {
		Delay     float64         `json:"delay"`
		Jitter    float64         `json:"jitter"`
		Loss      float64         `json:"loss"`
		Burst     *GilbertElliott `json:"burst"`
		Reorder   float64         `json:"reorder"`
		ReorderBy float64         `json:"reorderBy"`
		Duplicate float64         `json:"duplicate"`
		Bandwidth int64           `json:"bandwidth"`
		Queue     int             `json:"queue"`
	}{
		Delay: inMilliseconds(c.Delay), Jitter: inMilliseconds(c.Jitter),
		Loss:    c.Loss,
		Reorder: c.Reorder, ReorderBy: inMilliseconds(c.ReorderBy),
		Duplicate: c.Duplicate,
		Bandwidth: c.Bandwidth, Queue: c.Room(),
	}
	if c.Burst != (GilbertElliott{}) {
		out.Burst = &c.Burst
	}
	return json.Marshal(out)
}
