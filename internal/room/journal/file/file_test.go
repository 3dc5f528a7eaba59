package file

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"wirelab/internal/room/journal"
)

// writer makes entries as rooms do, at random.
type writer struct {
	*rand.Rand
	now   time.Time
	epoch map[string]int
	head  map[string]uint64
}

func newWriter(seed uint64) *writer {
	return &writer{
		Rand: rand.New(rand.NewPCG(seed, 1)), now: time.Now().UTC(), epoch: map[string]int{}, head: map[string]uint64{},
	}
}

func (w *writer) entry() journal.Entry {
	room := []string{"blue", "green", "blu"}[w.IntN(3)]
	if w.IntN(40) == 0 { // another life
		w.epoch[room]++
		w.head[room] = 0
	}
	w.head[room]++
	e := journal.Entry{
		Time: w.now, Room: room, Epoch: fmt.Sprint("e", w.epoch[room]), Offset: w.head[room],
		Event: fmt.Appendf(nil, `{"type":"event","data":"<&> %d"}`, w.IntN(1e6)),
	}
	who := fmt.Sprint("n", w.IntN(4))
	switch w.IntN(6) {
	case 0:
		e.Came, e.Session = who, "s"+who
	case 1:
		e.Went = who
	case 2:
		e.Went, e.Came = who, fmt.Sprint("n", w.IntN(4))
	case 3:
		e.Session, e.ID = "s"+who, new(w.Uint64N(100))
	}
	return e
}

func (w *writer) group() (group []journal.Entry) {
	for range 1 + w.IntN(5) {
		group = append(group, w.entry())
	}
	return group
}

// goOn makes the writer's rooms those of a journal, as if what has failed had never been decided.
func (w *writer) goOn(j journal.Journal) {
	clear(w.head)
	rooms, _ := j.Rooms()
	for _, r := range rooms {
		w.head[r.Name] = r.Head
		w.epoch[r.Name], _ = strconv.Atoi(strings.TrimPrefix(r.Epoch, "e"))
	}
}

// openTest opens a journal, and closes it when the test ends.
func openTest(t *testing.T, path string, keep journal.Keep) *File {
	t.Helper()
	f, err := Open(path, keep)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func appendTo(t *testing.T, j journal.Journal, entries ...journal.Entry) {
	t.Helper()
	if err := j.Append(entries...); err != nil {
		t.Fatal(err)
	}
}

func all(t *testing.T, j journal.Journal) (list []journal.Entry) {
	t.Helper()
	if err := j.Replay(func(e journal.Entry) error { list = append(list, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return list
}

// same checks that two journals keep the same.
func same(t *testing.T, got, want journal.Journal) {
	t.Helper()
	if got, want := all(t, got), all(t, want); !reflect.DeepEqual(got, want) {
		t.Fatalf("%d entries are kept, want %d:\n%v\n%v", len(got), len(want), got, want)
	}
	gotRooms, err := got.Rooms()
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := want.Rooms(); !reflect.DeepEqual(gotRooms, want) {
		t.Fatalf("the rooms are %v, want %v", gotRooms, want)
	}
}

// TestCrash copies the file before and after each Append, which is what a killed server leaves, and puts together what
// a power cut can leave: some of the pages written, but not yet the one that makes them count. Each copy must open as
// the journal in memory was then.
func TestCrash(t *testing.T) {
	for seed := range uint64(4) {
		w := newWriter(seed)
		dir := t.TempDir()
		path, copied := filepath.Join(dir, "class.db"), filepath.Join(dir, "copy.db")
		f, model := openTest(t, path, journal.Keep{}), &journal.Memory{}
		before := read(t, path)
		for range 40 {
			torn := func(after []byte) []byte { return tear(w, before, after) }
			group := w.group()
			appendTo(t, f, group...)
			after := read(t, path)
			crashed(t, copied, torn(after), model)
			appendTo(t, model, group...)
			crashed(t, copied, after, model)
			before = after
			if w.IntN(10) == 0 {
				f.Close()
				f = openTest(t, path, journal.Keep{})
				before = read(t, path)
			}
		}
		same(t, f, model)
	}
}

// crashed checks what is kept in a file of which these bytes are left, and that the journal goes on.
func crashed(t *testing.T, path string, left []byte, want *journal.Memory) {
	t.Helper()
	if err := os.WriteFile(path, left, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, journal.Keep{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	same(t, f, want)
	appendTo(t, f, journal.Entry{Room: "after", Epoch: "e", Offset: 1, Event: journal.Event("{}")})
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tear returns the file as it was before, with some of the pages that were written after, but neither of the first two:
// one of these is written when all others are on the disk.
func tear(w *writer, before, after []byte) []byte {
	size := os.Getpagesize()
	torn := append([]byte(nil), after...)
	copy(torn, before)
	for at := 2 * size; at < len(after); at += size {
		if w.IntN(2) == 0 {
			copy(torn[at:at+size], after[at:])
		}
	}
	return torn
}

// An entry that does not follow the last one is refused, with all that were to be appended with it.
func TestOffsets(t *testing.T) {
	for name, j := range map[string]journal.Journal{
		"file": openTest(t, filepath.Join(t.TempDir(), "class.db"), journal.Keep{}), "memory": &journal.Memory{},
	} {
		e := func(offset uint64) journal.Entry {
			return journal.Entry{Room: "blue", Epoch: "e", Offset: offset, Event: journal.Event("{}")}
		}
		appendTo(t, j, e(1), e(2))
		for _, wrong := range [][]journal.Entry{{e(2)}, {e(4)}, {e(3), e(3)}, {e(3), e(5)}} {
			if err := j.Append(wrong...); err == nil {
				t.Errorf("%s: %v follows 2", name, wrong)
			}
		}
		appendTo(t, j, e(3))
		if n := len(all(t, j)); n != 3 {
			t.Errorf("%s: %d entries, want 3", name, n)
		}
	}
}

// When there is no space, nothing of the group is kept; what was is still there; and it goes on when there is space.
func TestFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	f, model, w := openTest(t, path, journal.Keep{}), &journal.Memory{}, newWriter(3)
	f.db.MaxSize = 200 << 10
	for full := 0; full < 5; {
		group := w.group()
		err := f.Append(group...)
		switch {
		case err == nil:
			appendTo(t, model, group...)
		case errors.Is(err, journal.ErrFull):
			full++
			same(t, f, model)
			w.goOn(model)
		default:
			t.Fatal(err)
		}
	}
	f.db.MaxSize = 0
	for range 50 {
		group := w.group()
		appendTo(t, f, group...)
		appendTo(t, model, group...)
	}
	same(t, f, model)
	f.Close()
	same(t, openTest(t, path, journal.Keep{}), model)
}

// After an error of another kind nothing is known about the file, and nothing more is written.
func TestBroken(t *testing.T) {
	f := openTest(t, filepath.Join(t.TempDir(), "class.db"), journal.Keep{})
	if err := f.db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket(rooms) }); err != nil {
		t.Fatal(err)
	}
	w := newWriter(1)
	first := f.Append(w.entry())
	if first == nil || errors.Is(first, journal.ErrFull) {
		t.Fatalf("it says %v", first)
	}
	if err := f.Append(w.entry()); !errors.Is(err, first) {
		t.Errorf("then it says %v, want the same as before", err)
	}
}
