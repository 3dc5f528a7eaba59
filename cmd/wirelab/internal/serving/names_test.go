package serving

import (
	"slices"
	"testing"
)

func TestOwnNames(t *testing.T) {
	for hostname, want := range map[string][]string{
		"ada":                {"ada", "ada.local"},
		"ada.local":          {"ada", "ada.local"},
		"ada.school.example": {"ada", "ada.local", "ada.school.example"},
		"":                   nil,
		".example":           nil,
	} {
		if got := ownNames(hostname); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", hostname, got, want)
		}
	}
}
