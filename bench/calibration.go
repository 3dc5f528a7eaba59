package bench

import (
	"encoding/json"
	"time"
)

// A Calibration says what this machine can resolve at the moment.
type Calibration struct {
	// ClockStep is the smallest step that the clock was seen to make.
	ClockStep time.Duration
	// Resolution is by how much the median response time differs between runs that differ in
	// nothing. A difference between transports that is no larger is called none.
	Resolution time.Duration
}

// MarshalJSON implements json.Marshaler.
func (c Calibration) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ClockStep  float64 `json:"clockStep"`
		Resolution float64 `json:"resolution"`
	}{Milliseconds(c.ClockStep), Milliseconds(c.Resolution)})
}
