// Package file keeps a journal in one file (go.etcd.io/bbolt): what Append has said is kept is there after the
// program was killed, and after the machine has lost its power, if its disk does what fsync asks for.
//
// All entries of one Append are one transaction, which costs two fsyncs however many they are. Whoever has many
// to write appends them together.
package file

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	bolt "go.etcd.io/bbolt"

	"wirelab/internal/room/journal"
)

// File is a journal in a file. It implements journal.Journal.
type File struct {
	db   *bolt.DB
	keep journal.Keep

	mu     sync.Mutex // held while something is appended
	bytes  int64      // of the entries
	failed error      // why nothing can be appended any more
}

// The file has these buckets. Numbers in keys are big-endian, so that they sort as numbers.
var (
	about   = []byte("wirelab journal") // "version": the version of this format
	entries = []byte("entries")         // the entry's number: journal.Entry as JSON
	rooms   = []byte("rooms")           // the room's name: place as JSON
	members = []byte("members")         // the room's name, 0, the member's name: the session
)

const version = "1"

// place is what is stored of a room.
type place struct {
	Epoch string `json:"epoch"`
	Head  uint64 `json:"head"`
	Kept  uint64 `json:"kept"` // how many entries of this life of the room there are
}

// Append adds entries at the end of the file. When it returns nil they are on the disk.
func (f *File) Append(list ...journal.Entry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failed != nil {
		return f.failed
	}
	var last uint64
	size := f.bytes
	err := whole(func() error {
		return f.db.Update(func(tx *bolt.Tx) error {
			last = tx.Bucket(entries).Sequence()
			u := &update{tx: tx, rooms: map[string]*place{}, size: size}
			for _, e := range list {
				if err := u.put(e); err != nil {
					return err
				}
			}
			if err := u.trim(f.keep); err != nil {
				return err
			}
			size = u.size
			return u.storeRooms()
		})
	})
	switch {
	case err == nil:
		f.bytes = size
	case errors.Is(err, errEntry):
	case !isFull(err) || !f.unchanged(last):
		f.failed = fmt.Errorf("%s cannot be written any more: %w", f.db.Path(), err)
		err = f.failed
	default:
		err = fmt.Errorf("%s: %w", f.db.Path(), journal.ErrFull)
	}
	return err
}

// errEntry says that an entry is wrong. The file is not.
var errEntry = errors.New("journal entry")

// NoSync has Append return before entries are on the disk. They survive the end of the program, and not that of the machine:
// after a loss of power the file may be damaged. It is called before anything is appended.
func (f *File) NoSync() { f.db.NoSync = true }

// unchanged says whether the file is as it was before an Append that has failed: that of the last entry is the
// number of its last one.
func (f *File) unchanged(last uint64) bool {
	return f.db.View(func(tx *bolt.Tx) error {
		if tx.Bucket(entries).Sequence() != last {
			return errors.New("it has changed")
		}
		return nil
	}) == nil
}

func encode(e journal.Entry) ([]byte, error) {
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false) // the event is to stay as it is
	err := j.Encode(e)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func decode(b []byte) (e journal.Entry, err error) {
	if err = json.Unmarshal(b, &e); err != nil {
		err = fmt.Errorf("an entry is damaged: %w", err)
	}
	return e, err
}

// Replay calls each with every entry in the file.
func (f *File) Replay(each func(journal.Entry) error) error {
	return whole(func() error {
		return f.db.View(func(tx *bolt.Tx) error {
			return tx.Bucket(entries).ForEach(func(_, value []byte) error {
				e, err := decode(value)
				if err != nil {
					return err
				}
				return each(e)
			})
		})
	})
}

// Close closes the file.
func (f *File) Close() error { return f.db.Close() }
