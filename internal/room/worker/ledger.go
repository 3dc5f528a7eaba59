package worker

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"wirelab/internal/room/event"
)

// A Ledger is a file with a line of JSON for each event that a consumer has done: where it stood, who had put it in, and
// what it was. A line is written in one step and kept on the disk before the server is told. So where the line is the
// work, each event is done once: it is in the file once, whenever the consumer is killed.
//
// One program at a time may use the file.
type Ledger struct {
	f             *os.File
	size          int64 // of what has been read and written
	room, durable string
	has           map[place]bool
	order         []place // of has, the oldest first
}

// place is an event: the same offset in another life of the room is another one.
type place struct {
	epoch  string
	offset uint64
}

// Entry is a line of a Ledger.
type Entry struct {
	Room    string          `json:"room"`
	Epoch   string          `json:"epoch"`
	Durable string          `json:"durable"`
	Offset  uint64          `json:"offset"`
	From    string          `json:"from"`
	Event   string          `json:"event"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// maxKnown is how many events a Ledger recognises. A queue holds far fewer that are not done (queue.MaxEvents), and no others are
// delivered again.
const maxKnown = 10_000

// OpenLedger opens the file of that name, for the consumers of a queue, and makes it if there is none. A last line that was cut
// short by a crash is taken away: what it says was not done. A file with other lines is left as it is, and is an error.
func OpenLedger(name, room, durable string) (*Ledger, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	l := &Ledger{f: f, room: room, durable: durable, has: map[place]bool{}}
	if err := l.load(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// errNoLedger says that a file is not to be written to.
var errNoLedger = errors.New("not a file of positions: it is left as it is")

func (l *Ledger) load() error {
	lines := bufio.NewReader(l.f)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return l.cut(line)
		}
		if err != nil {
			return err
		}
		var e Entry
		if json.Unmarshal(line, &e) != nil || e.Room == "" || e.Durable == "" || e.Offset == 0 {
			return fmt.Errorf("line %d: %w", number, errNoLedger)
		}
		l.size += int64(len(line))
		if e.Room == l.room && e.Durable == l.durable {
			l.learn(place{e.Epoch, e.Offset})
		}
	}
}

// cut takes away the beginning of a line, if there is one.
func (l *Ledger) cut(line []byte) error {
	begins := []byte(`{"room":"`)
	n := min(len(line), len(begins))
	switch {
	case len(line) == 0:
		return nil
	case !bytes.Equal(line[:n], begins[:n]):
		return errNoLedger
	}
	return l.f.Truncate(l.size)
}

func (l *Ledger) learn(p place) {
	if l.has[p] {
		return
	}
	if len(l.order) == maxKnown {
		delete(l.has, l.order[0])
		l.order = l.order[1:]
	}
	l.has[p] = true
	l.order = append(l.order, p)
}

// Has says whether an event is in the file, among the last 10,000 of its queue.
func (l *Ledger) Has(epoch string, d event.Delivery) bool { return l.has[place{epoch, d.Offset}] }

// Add writes an event down. It returns when the disk has it.
func (l *Ledger) Add(epoch string, d event.Delivery) error {
	info, err := l.f.Stat()
	if err != nil {
		return err
	}
	if info.Size() != l.size {
		return fmt.Errorf("%s: another program has written to it", l.f.Name())
	}
	line, err := json.Marshal(Entry{
		Room: d.Room, Epoch: epoch, Durable: l.durable, Offset: d.Offset, From: d.From, Event: d.Event, Data: d.Data,
	})
	if err != nil {
		return err
	}
	if _, err = l.f.WriteAt(append(line, '\n'), l.size); err == nil { // a file to append to cannot be cut on Windows
		err = l.f.Sync()
	}
	if err != nil {
		return errors.Join(err, l.f.Truncate(l.size)) // so that no half a line is left
	}
	l.size += int64(len(line)) + 1
	l.learn(place{epoch, d.Offset})
	return nil
}

// Close closes the file.
func (l *Ledger) Close() error { return l.f.Close() }
