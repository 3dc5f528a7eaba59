package measure

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
)

const ms = time.Millisecond

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func checkWidth(t *testing.T, r *report.Report) {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	checks.Width(t, b.String())
}

// decoded returns the report as JSON decodes it.
func decoded(t *testing.T, r *report.Report) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// value finds a.b.c in v.
func value(v any, path string) (any, bool) {
	for _, key := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = m[key]; !ok {
			return nil, false
		}
		if v == nil {
			return nil, true // what is in the unknown is unknown
		}
	}
	return v, true
}
