package link

import (
	"encoding/json"
	"math"
	"time"
)

// A configJSON is a Config as it stands in JSON.
type configJSON struct {
	Delay     float64         `json:"delay"`
	Jitter    float64         `json:"jitter"`
	Loss      float64         `json:"loss"`
	Burst     *GilbertElliott `json:"burst"`
	Reorder   float64         `json:"reorder"`
	ReorderBy float64         `json:"reorderBy"`
	Duplicate float64         `json:"duplicate"`
	Bandwidth int64           `json:"bandwidth"`
	Queue     int             `json:"queue"`
}

// MarshalJSON writes c for reports: times in milliseconds, shares from 0 to 1, bandwidth in bit/s and
// queue in bytes (the default where c leaves it out, and 0 where nothing waits). burst is null where
// there are none.
func (c Config) MarshalJSON() ([]byte, error) {
	out := configJSON{
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

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Config) UnmarshalJSON(text []byte) error {
	var in configJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*c = Config{
		Delay: fromMilliseconds(in.Delay), Jitter: fromMilliseconds(in.Jitter),
		Loss:    in.Loss,
		Reorder: in.Reorder, ReorderBy: fromMilliseconds(in.ReorderBy),
		Duplicate: in.Duplicate,
		Bandwidth: in.Bandwidth, Queue: in.Queue,
	}
	if in.Burst != nil {
		c.Burst = *in.Burst
	}
	if c.Queue == DefaultQueue { // nobody need have set it
		c.Queue = 0
	}
	return nil
}

// fromMilliseconds is the time of ms milliseconds, to the nearest nanosecond, and of far too many the longest.
func fromMilliseconds(ms float64) time.Duration {
	const most = float64(1000 * time.Hour)
	return time.Duration(math.Round(max(-most, min(ms*float64(time.Millisecond), most))))
}
