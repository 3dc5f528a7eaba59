package engine

import (
	"encoding/json"
	"strings"
	"testing"

	"wirelab/bench/plot"
)

// last is the last message with which an engine answers.
func last(t *testing.T, e *Engine, r Request) (m Message) {
	t.Helper()
	request, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	e.Answer(t.Context(), request, func(next Message) { m = next })
	return m
}

var short = []string{"--transport", "udp,tcp", "--duration", "1s", "--trials", "2"}

// TestOver: a run is drawn over an earlier one, whether the engine still remembers that or carries it out again.
func TestOver(t *testing.T) {
	e := &Engine{Networks: []string{"lab"}}
	r := Request{Do: "bench", Args: append([]string{"--link", "lossy"}, short...), Over: &Earlier{Name: "Before", Args: short}}
	first := last(t, e, r)
	if first.Error != "" {
		t.Fatal(first.Error)
	}
	over := first.Pictures[0]
	if over.Name != "over" || !strings.Contains(over.Title, "Before, Now") || !strings.Contains(over.SVG, "<svg") {
		t.Errorf("the first picture is %s: %s", over.Name, over.Title)
	}
	if _, ok := e.memory.of(short); !ok {
		t.Error("the earlier run is not remembered")
	}
	if again := last(t, e, r); again.Pictures[0].SVG != over.SVG {
		t.Error("from memory the picture is another one")
	}
	r.Over.Args = []string{"--sweep", "loss=0,1%"}
	if m := last(t, e, r); !strings.HasPrefix(m.Error, "Before: over: a sweep") {
		t.Errorf("over a sweep it says %q", m.Error)
	}
}

// TestMemory: it has the last runs, each once.
func TestMemory(t *testing.T) {
	var m memory
	for _, args := range []string{"a", "b", "a", "c", "d", "e"} {
		m.keep([]string{args}, plot.Data{Trials: make([]plot.Trial, 1)})
	}
	for args, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": true} {
		d, ok := m.of([]string{args})
		if ok != want || d.Trials != nil {
			t.Errorf("%s is remembered: %v, with %d trials", args, ok, len(d.Trials))
		}
	}
}

// TestWatch: what is watched is the beginning of what is measured.
func TestWatch(t *testing.T) {
	e := &Engine{Networks: []string{"lab"}}
	m := last(t, e, Request{Do: "watch", Args: []string{"--transport", "udp,ws", "--rate", "20"}})
	if m.Error != "" {
		t.Fatal(m.Error)
	}
	if lanes := m.Watched.Lanes; len(lanes) != 2 || lanes[1].Transport != "ws" || len(lanes[0].Messages) != 40 {
		t.Errorf("%d lanes", len(lanes))
	}
	for args, says := range map[string]string{"--sweep loss=0,1%": "a sweep", "--server broadcast": "only an echo server", "--los 1": "--los"} {
		if m := last(t, e, Request{Do: "watch", Args: strings.Fields(args)}); !strings.Contains(m.Error, says) {
			t.Errorf("%s: it says %q", args, m.Error)
		}
	}
}
