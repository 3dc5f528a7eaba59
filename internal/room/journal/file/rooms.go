package file

import (
	"bytes"
	"encoding/json"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"wirelab/internal/room/journal"
)

// room returns what is stored of a room; nil if nothing is.
func room(tx *bolt.Tx, name string) (*place, error) {
	value := tx.Bucket(rooms).Get([]byte(name))
	if value == nil {
		return nil, nil
	}
	r := new(place)
	if err := json.Unmarshal(value, r); err != nil {
		return nil, fmt.Errorf("the room %q is damaged: %w", name, err)
	}
	return r, nil
}

func setRoom(tx *bolt.Tx, name string, r *place) error {
	value, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return tx.Bucket(rooms).Put([]byte(name), value)
}

// memberKey is the key of a member. No name has a zero byte, so that no key begins with another room's.
func memberKey(room, member string) []byte { return []byte(room + "\x00" + member) }

// eachMember calls each with the members of a room, sorted by name.
func eachMember(tx *bolt.Tx, room string, each func(key []byte, m journal.Member)) {
	prefix := memberKey(room, "")
	c := tx.Bucket(members).Cursor()
	for key, session := c.Seek(prefix); bytes.HasPrefix(key, prefix); key, session = c.Next() {
		each(key, journal.Member{Name: string(key[len(prefix):]), Session: string(session)})
	}
}

func hasMembers(tx *bolt.Tx, room string) bool {
	prefix := memberKey(room, "")
	key, _ := tx.Bucket(members).Cursor().Seek(prefix)
	return bytes.HasPrefix(key, prefix)
}

func removeMembers(tx *bolt.Tx, room string) error {
	var keys [][]byte
	eachMember(tx, room, func(key []byte, _ journal.Member) { keys = append(keys, bytes.Clone(key)) })
	for _, key := range keys {
		if err := tx.Bucket(members).Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// Rooms returns the rooms as they are after the last entry.
func (f *File) Rooms() (all []journal.Room, err error) {
	err = whole(func() error {
		return f.db.View(func(tx *bolt.Tx) error {
			return tx.Bucket(rooms).ForEach(func(name, _ []byte) error {
				r, err := room(tx, string(name))
				if err != nil {
					return err
				}
				this := journal.Room{Name: string(name), Epoch: r.Epoch, Head: r.Head}
				eachMember(tx, this.Name, func(_ []byte, m journal.Member) { this.Members = append(this.Members, m) })
				all = append(all, this)
				return nil
			})
		})
	})
	return all, err
}
