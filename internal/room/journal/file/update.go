package file

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"wirelab/internal/room/journal"
)

// update is a transaction that adds entries.
type update struct {
	tx    *bolt.Tx
	rooms map[string]*place // those that it has to do with; nil: there is no such room, or not any more
	size  int64             // of all entries, in bytes
}

// put stores an entry and what it changes in its room.
func (u *update) put(e journal.Entry) error {
	r, err := u.room(e.Room)
	if err != nil {
		return err
	}
	if r != nil {
		if err := (journal.Room{Epoch: r.Epoch, Head: r.Head}).Follows(e, true); err != nil {
			return fmt.Errorf("%w: %w", errEntry, err)
		}
	}
	if r == nil || r.Epoch != e.Epoch {
		r = &place{Epoch: e.Epoch}
		u.rooms[e.Room] = r
		if err := removeMembers(u.tx, e.Room); err != nil {
			return err
		}
	}
	r.Head = e.Offset
	r.Kept++
	if e.Went != "" {
		if err := u.tx.Bucket(members).Delete(memberKey(e.Room, e.Went)); err != nil {
			return err
		}
	}
	if e.Came != "" {
		if err := u.tx.Bucket(members).Put(memberKey(e.Room, e.Came), []byte(e.Session)); err != nil {
			return err
		}
	}
	line, err := encode(e)
	if err != nil {
		return fmt.Errorf("%w: %w", errEntry, err)
	}
	u.size += int64(len(line))
	all := u.tx.Bucket(entries)
	number, err := all.NextSequence()
	if err != nil {
		return err
	}
	all.FillPercent = 1 // entries are added at the end only
	return all.Put(binary.BigEndian.AppendUint64(nil, number), line)
}

// maxTrim is how many entries are forgotten at most when others are appended, so that this takes no long time.
const maxTrim = 1000

// trim forgets the oldest entries as long as all of them together are too large or they are too old.
func (u *update) trim(keep journal.Keep) error {
	now := time.Now()
	c := u.tx.Bucket(entries).Cursor()
	last, _ := c.Last()
	last = bytes.Clone(last)
	for range maxTrim {
		key, value := c.First()
		if key == nil || bytes.Equal(key, last) {
			return nil
		}
		e, err := decode(value)
		if err != nil {
			return err
		}
		if !keep.Forgets(e.Time, now, u.size) {
			return nil
		}
		u.size -= int64(len(value))
		if err := c.Delete(); err != nil {
			return err
		}
		if err := u.forget(e); err != nil {
			return err
		}
	}
	return nil
}

// forget forgets the room of an entry that is forgotten, if it was the last that there was of the room.
func (u *update) forget(e journal.Entry) error {
	r, err := u.room(e.Room)
	if err != nil || r == nil || r.Epoch != e.Epoch {
		return err
	}
	if r.Kept--; r.Kept == 0 && !hasMembers(u.tx, e.Room) {
		u.rooms[e.Room] = nil
	}
	return nil
}

// room returns a room, to be changed; nil if there is none.
func (u *update) room(name string) (*place, error) {
	if r, known := u.rooms[name]; known {
		return r, nil
	}
	r, err := room(u.tx, name)
	if err != nil {
		return nil, err
	}
	u.rooms[name] = r
	return r, nil
}

// storeRooms stores the rooms as they are in the end.
func (u *update) storeRooms() error {
	for name, r := range u.rooms {
		if r == nil {
			if err := u.tx.Bucket(rooms).Delete([]byte(name)); err != nil {
				return err
			}
			continue
		}
		if err := setRoom(u.tx, name, r); err != nil {
			return err
		}
	}
	return nil
}
