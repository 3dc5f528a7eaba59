package stage

import "time"

// A Setting is something about a demonstration that a person may choose.
type Setting struct {
	Name, Usage string
	Kind        SettingKind
	Most        int // of a number
}

// A SettingKind says what a setting's values are.
type SettingKind int

// The kinds. A number is at least 1, a time from 0 to MaxTime.
const (
	Number SettingKind = iota
	Time
	Choice // yes or no
)

// MaxTime is the longest time that can be set, so that nobody waits for long on a real network.
const MaxTime = 10 * time.Second

// Settings are those that have been chosen, by name. A demonstration without any is as the lessons have it.
type Settings struct {
	Numbers map[string]int
	Times   map[string]time.Duration
	Choices map[string]bool
}

// Number returns a number that was chosen, or the usual one.
func (s Settings) Number(name string, usual int) int {
	if n, ok := s.Numbers[name]; ok {
		return n
	}
	return usual
}

// Time returns a time that was chosen, or the usual one.
func (s Settings) Time(name string, usual time.Duration) time.Duration {
	if d, ok := s.Times[name]; ok {
		return d
	}
	return usual
}
