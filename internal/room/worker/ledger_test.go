package worker_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/worker"
)

func order(offset uint64, text string) event.Delivery {
	return event.Delivery{Room: "orders", Offset: offset, Attempt: 1, From: "ada", Event: "message", Data: event.Quote(text)}
}

func open(t *testing.T, name string) *worker.Ledger {
	t.Helper()
	l, err := worker.OpenLedger(name, "orders", "kitchen")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// TestLedger: what was written down is known after a crash, and what was cut short is not; other queues, and other lives of
// the room, have events of their own.
func TestLedger(t *testing.T) {
	name := filepath.Join(t.TempDir(), "done.jsonl")
	l := open(t, name)
	for _, offset := range []uint64{2, 3, 5} {
		if err := l.Add("e1", order(offset, "tea")); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	if err := os.WriteFile(name, append(read(t, name), `{"room":"orders","epoch":"e1","durable":"till","offset":7}`+"\n"+`{"room":"or`...), 0o666); err != nil {
		t.Fatal(err)
	}
	l = open(t, name)
	for offset, want := range map[uint64]bool{2: true, 3: true, 4: false, 5: true, 7: false} {
		if l.Has("e1", order(offset, "tea")) != want {
			t.Errorf("event %d is known: %v", offset, !want)
		}
	}
	if l.Has("e2", order(2, "tea")) {
		t.Error("an event of another life of the room is known")
	}
	if err := l.Add("e2", order(2, "cake")); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(read(t, name)), "\n")
	if len(lines) != 6 || lines[4] != `{"room":"orders","epoch":"e2","durable":"kitchen","offset":2,"from":"ada","event":"message","data":"cake"}` {
		t.Errorf("the file has %q", lines)
	}
}

// TestLedgerForeign: a file that somebody else has written stays as it is.
func TestLedgerForeign(t *testing.T) {
	for _, text := range []string{"dear diary\n", "dear diary", "{}\n", "{\n", "[1]", "\n", `{"room":5}` + "\n"} {
		name := filepath.Join(t.TempDir(), "diary")
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := worker.OpenLedger(name, "orders", "kitchen"); err == nil || !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%q is opened: %v", text, err)
		}
		if got := string(read(t, name)); got != text {
			t.Errorf("%q has become %q", text, got)
		}
	}
}

// TestLedgerShared: what another program has written meanwhile is not mixed with ours.
func TestLedgerShared(t *testing.T) {
	name := filepath.Join(t.TempDir(), "done.jsonl")
	ours, theirs := open(t, name), open(t, name)
	if err := theirs.Add("e1", order(2, "tea")); err != nil {
		t.Fatal(err)
	}
	if err := ours.Add("e1", order(3, "tea")); err == nil {
		t.Error("two programs write to one file")
	}
	if n := strings.Count(string(read(t, name)), "\n"); n != 1 {
		t.Errorf("it has %d lines", n)
	}
}

// TestLedgerLong: the last ten thousand are known.
func TestLedgerLong(t *testing.T) {
	name := filepath.Join(t.TempDir(), "done.jsonl")
	var b strings.Builder
	for offset := range 12_000 {
		fmt.Fprintf(&b, `{"room":"orders","epoch":"e1","durable":"kitchen","offset":%d}`+"\n", offset+1)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	l := open(t, name)
	for offset, want := range map[uint64]bool{1: false, 2000: false, 2001: true, 12_000: true, 12_001: false} {
		if l.Has("e1", order(offset, "tea")) != want {
			t.Errorf("event %d is known: %v", offset, !want)
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// FuzzLedger opens any file: it stays as it is, or it can be written to, and read again.
func FuzzLedger(f *testing.F) {
	f.Add([]byte(`{"room":"orders","epoch":"e1","durable":"kitchen","offset":2,"data":"tea"}` + "\n" + `{"room":"or`))
	f.Add([]byte("dear diary"))
	f.Add([]byte(`{"room":"orders","durable":"kitchen","offset":2}{}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		name := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(name, text, 0o666); err != nil {
			t.Fatal(err)
		}
		l, err := worker.OpenLedger(name, "orders", "kitchen")
		if err != nil {
			if got := read(t, name); string(got) != string(text) {
				t.Errorf("%q has become %q", text, got)
			}
			return
		}
		err = l.Add("e9", order(9, "cake"))
		l.Close()
		if err != nil {
			t.Fatal(err)
		}
		if l = open(t, name); !l.Has("e9", order(9, "cake")) {
			t.Errorf("after %q what was added is not there", text)
		}
	})
}
