package file

import (
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"wirelab/internal/room/journal"
)

// Whatever the limits are, the file forgets the same as a simple list does.
func TestKeep(t *testing.T) {
	for _, keep := range []journal.Keep{{Age: time.Hour}, {Age: time.Minute, Bytes: 1 << 30}} {
		path := filepath.Join(t.TempDir(), "class.db")
		f, model := openTest(t, path, keep), &journal.Memory{Keep: keep}
		w := newWriter(7)
		now := w.now
		for ago := 2 * time.Hour; ago >= 0; ago -= time.Minute {
			w.now = now.Add(-ago)
			group := w.group()
			appendTo(t, f, group...)
			appendTo(t, model, group...)
		}
		if got, want := len(all(t, f)), len(all(t, model)); got > want || got < want-5 || got == 0 {
			t.Errorf("%v: %d entries are kept, want about %d", keep, got, want)
		}
		for _, e := range all(t, f) {
			if age := now.Sub(e.Time); age > keep.Age {
				t.Errorf("%v: an entry is kept that is %v old", keep, age)
			}
		}
	}
}

// The newest are kept, up to so many bytes, also when the file is opened with another limit.
func TestKeepBytes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	f := openTest(t, path, journal.Keep{Bytes: 20_000})
	w := newWriter(8)
	for range 300 {
		appendTo(t, f, w.group()...)
	}
	check := func(most int64) {
		t.Helper()
		list := all(t, f)
		var size int64
		for _, e := range list {
			line, _ := encode(e)
			size += int64(len(line))
		}
		if size != f.bytes || size > most || size < most-300 {
			t.Errorf("%d bytes are kept and counted as %d, want nearly %d", size, f.bytes, most)
		}
		if last := list[len(list)-1]; last.Offset != w.head[last.Room] {
			t.Errorf("the last entry is %v", last)
		}
	}
	check(20_000)
	f.Close()
	f = openTest(t, path, journal.Keep{Bytes: 3000})
	check(3000)
}

// A room that nothing is left of, and nobody is in, is forgotten; one with a member is not.
func TestForgottenRoom(t *testing.T) {
	keep := journal.Keep{Bytes: 1}
	for name, j := range map[string]journal.Journal{
		"file": openTest(t, filepath.Join(t.TempDir(), "class.db"), keep), "memory": &journal.Memory{Keep: keep},
	} {
		event := journal.Event(`{}`)
		appendTo(t, j, journal.Entry{Room: "blue", Epoch: "b", Offset: 1, Came: "ada", Session: "s", Event: event})
		appendTo(t, j, journal.Entry{Room: "green", Epoch: "g", Offset: 1, Event: event})
		appendTo(t, j, journal.Entry{Room: "red", Epoch: "r", Offset: 5, Event: event})
		want := []journal.Room{
			{Name: "blue", Epoch: "b", Head: 1, Members: []journal.Member{{Name: "ada", Session: "s"}}},
			{Name: "red", Epoch: "r", Head: 5},
		}
		if got, _ := j.Rooms(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the rooms are %v, want %v", name, got, want)
		}
		appendTo(t, j, journal.Entry{Room: "green", Epoch: "g", Offset: 2, Event: event}) // it has gone on
	}
}
